import { Button } from "@mantine/core";
import { useState } from "react";
import source from "../../../src-renderer/theme/tokens.css?raw";
import classes from "../gallery.module.css";
import { Specimen } from "../specimen.tsx";

/** Name to value of the custom properties in the block that begins with `opening`. */
function tokensIn(opening: string): Map<string, string> {
  const block = source.split(`${opening} {`)[1]?.split("\n}")[0] ?? "";
  return new Map(
    [...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name ?? "", value ?? ""]),
  );
}

const common = tokensIn("\n:root");
const light = tokensIn(':root[data-mantine-color-scheme="light"]');
const dark = tokensIn(':root[data-mantine-color-scheme="dark"]');
const named = (prefix: string) => [...common].filter(([name]) => name.startsWith(prefix));

/** Colours of both themes side by side, whichever the page is in. */
function Colours() {
  return (
    <table className={classes.colours}>
      <thead>
        <tr>
          <th scope="col">token</th>
          <th scope="col">light</th>
          <th scope="col">dark</th>
        </tr>
      </thead>
      <tbody>
        {[...light]
          .filter(([name]) => name !== "shadow")
          .map(([name, value]) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
              </th>
              <Colour value={value} />
              <Colour value={dark.get(name) ?? ""} />
            </tr>
          ))}
      </tbody>
    </table>
  );
}

function Colour({ value }: { value: string }) {
  return (
    <td>
      <span className={classes.swatch} style={{ background: value }} />
      <code>{value}</code>
    </td>
  );
}

function Motion() {
  const [wide, setWide] = useState(false);
  return (
    <div className={classes.measure}>
      <Button size="compact-sm" onClick={() => setWide(!wide)}>
        Move
      </Button>
      <div className={classes.moving} data-wide={wide || undefined} />
    </div>
  );
}

export function Tokens() {
  return (
    <>
      <Specimen name="Colours">
        <Colours />
      </Specimen>
      <Specimen name="Type: title, heading, body, small, code, numbers">
        <p style={{ fontSize: "var(--text-title)", lineHeight: "28px", fontWeight: 600 }}>Overview 概览</p>
        <p style={{ fontWeight: 600 }}>Limits 限额</p>
        <p>Running on 127.0.0.1:8787. 正在 127.0.0.1:8787 上运行。</p>
        <p style={{ fontSize: "var(--text-small)", color: "var(--secondary)" }}>Resets in 2 h 14 min 重置</p>
        <code>http://127.0.0.1:8787/v1</code>
        <p>
          1,111,111.11
          <br />
          8,888,888.88
        </p>
      </Specimen>
      <Specimen name="Space">
        {named("space").map(([name, value]) => (
          <div key={name} className={classes.measure}>
            <code>
              {name} {value}
            </code>
            <div className={classes.bar} style={{ width: value }} />
          </div>
        ))}
      </Specimen>
      <Specimen name="Radius, control, row">
        {[...named("radius"), ...named("control"), ...named("row")].map(([name, value]) => (
          <div key={name} className={classes.measure}>
            <code>
              {name} {value}
            </code>
            <div
              className={`${classes.box} ${name === "radius-floating" ? classes.floating : ""}`}
              style={name.startsWith("radius") ? { borderRadius: value } : { height: value }}
            />
          </div>
        ))}
      </Specimen>
      <Specimen name={`Motion: ${common.get("motion")}, none when reduced motion is asked for`}>
        <Motion />
      </Specimen>
    </>
  );
}

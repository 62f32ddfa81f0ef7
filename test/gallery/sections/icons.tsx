import appIcon from "../../../assets/icon.svg?url";
import smallIcon from "../../../assets/icon-small.svg?url";
import * as icons from "../../../src-renderer/components/icons.tsx";
import classes from "../gallery.module.css";
import { Specimen } from "../specimen.tsx";

const files = import.meta.glob<string>("../../../assets/tray/*.png", {
  eager: true,
  query: "?url",
  import: "default",
});
const fileOf = (name: string) => files[`../../../assets/tray/${name}.png`];
const states = ["stopped", "running", "codex-on", "attention", "error"];

/** Families of tray icons: size at 1x, and what a file is called for a bar. */
const families = [
  { name: "Linux", size: 24, file: (state: string, bar: string) => `linux-${state}-${glyphFor(bar)}` },
  { name: "Windows", size: 16, file: (state: string, bar: string) => `windows-${state}-${glyphFor(bar)}` },
  { name: "macOS", size: 16, file: (state: string) => `${state}Template` },
];

/** Light glyphs are for dark bars. */
const glyphFor = (bar: string) => (bar === "dark" ? "light" : "dark");

export function Icons() {
  return (
    <>
      <Specimen name="Icons of the window">
        <div className={classes.icons}>
          {Object.entries(icons).map(([name, Icon]) => (
            <span key={name} className={classes.icon}>
              <Icon />
              {name.replace("Icon", "")}
            </span>
          ))}
        </div>
      </Specimen>
      <Specimen name="App icon: 16 to 48 px are drawn for themselves">
        <div className={classes.app}>
          {[16, 24, 32, 48].map((size) => (
            <img key={size} src={smallIcon} alt={`${size} px`} width={size} height={size} />
          ))}
          {[64, 128, 256].map((size) => (
            <img key={size} src={appIcon} alt={`${size} px`} width={size} height={size} />
          ))}
        </div>
      </Specimen>
      {families.map(({ name, size, file }) => (
        <Specimen key={name} name={`Tray, ${name}: 1x and 2x on light and dark bars`}>
          <div className={classes.trays}>
            {states.flatMap((state) =>
              ["light", "dark"].map((bar) => (
                <div key={state + bar} className={classes.tray} data-bar={bar}>
                  <span className={classes.trayName}>{state}</span>
                  {["", "@2x"].map((factor, index) => (
                    <img
                      key={factor}
                      src={fileOf(file(state, bar) + factor)}
                      alt={`${state} ${factor || "@1x"}`}
                      width={size * (index + 1)}
                      height={size * (index + 1)}
                      data-template={name === "macOS" || undefined}
                    />
                  ))}
                </div>
              )),
            )}
          </div>
        </Specimen>
      ))}
    </>
  );
}

import { NativeSelect } from "@mantine/core";
import { useId, type ReactNode } from "react";
import { Router } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { frames } from "./frames.tsx";
import classes from "./gallery.module.css";
import { Buttons } from "./sections/buttons.tsx";
import { Codex } from "./sections/codex.tsx";
import { Fields } from "./sections/fields.tsx";
import { Files } from "./sections/files.tsx";
import { Icons } from "./sections/icons.tsx";
import { Meters } from "./sections/meters.tsx";
import { Notices } from "./sections/notices.tsx";
import { SignIn } from "./sections/sign-in.tsx";
import { Statuses } from "./sections/statuses.tsx";
import { Tables } from "./sections/tables.tsx";
import { Tokens } from "./sections/tokens.tsx";
import { Trials } from "./sections/trials.tsx";
import { Frame } from "./specimen.tsx";

interface Look {
  theme: string;
  language: string;
}

const sections: [string, ReactNode][] = [
  ["Tokens", <Tokens key="" />],
  ["Icons", <Icons key="" />],
  ["Meters", <Meters key="" />],
  ["Statuses", <Statuses key="" />],
  ["Codex", <Codex key="" />],
  ["Buttons", <Buttons key="" />],
  ["Fields", <Fields key="" />],
  ["Notices", <Notices key="" />],
  ["Tables", <Tables key="" />],
  ["Files", <Files key="" />],
  ["Trials", <Trials key="" />],
  ["Sign-in", <SignIn key="" />],
  ["Windows", <Windows key="" />],
];

const idOf = (name: string) => name.toLowerCase();

/** The window's own components, one after another, in every state they can be in. */
export function Gallery({ look }: { look: Look }) {
  return (
    // oxlint-disable-next-line react/hooks -- wouter takes its source of locations as a hook
    <Router hook={useHashLocation}>
      <main className={classes.gallery} data-gallery>
        <header className={classes.top}>
          <h1>Components</h1>
          <Choice name="theme" value={look.theme} choices={["system", "light", "dark"]} />
          <Choice name="language" value={look.language} choices={["system", "en", "zh"]} />
        </header>
        {sections.map(([name, content]) => (
          <section key={name} id={idOf(name)} className={classes.section} aria-label={name}>
            <h2>{name}</h2>
            {content}
          </section>
        ))}
      </main>
    </Router>
  );
}

function Choice({ name, value, choices }: { name: keyof Look; value: string; choices: string[] }) {
  const id = useId();
  return (
    <span>
      <label htmlFor={id} className="visually-hidden">
        {name}
      </label>
      <NativeSelect
        id={id}
        data={choices}
        value={value}
        onChange={(event) => {
          const query = new URLSearchParams(location.search);
          query.set(name, event.currentTarget.value);
          location.search = query.toString();
        }}
      />
    </span>
  );
}

function Windows() {
  return Object.entries(frames).map(([name, { title, height }]) => (
    <Frame key={name} name={name} title={title} height={height} />
  ));
}

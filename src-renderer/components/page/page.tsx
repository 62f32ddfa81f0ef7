import { useEffect, type ReactNode } from "react";
import classes from "./page.module.css";
import { PaletteButton } from "../palette/palette.tsx";

/**
 * A page: one title, what can be done to the whole of it, and its sections. A narrow one keeps what a row names and
 * what it is set to within one look.
 */
export function Page({
  title,
  actions,
  narrow = false,
  children,
}: {
  title: string;
  actions?: ReactNode;
  narrow?: boolean;
  children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} – Switchyard`;
  }, [title]);
  return (
    <div className={classes.page} data-narrow={narrow || undefined}>
      <header className={classes.header}>
        <h1>{title}</h1>
        <div className={classes.actions}>
          <PaletteButton />
          {actions}
        </div>
      </header>
      {children}
    </div>
  );
}

/** A part of a page under a hairline. `aside` stands at the end of the title line. */
export function Section({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={classes.section} aria-label={title}>
      <div className={classes.sectionHeader}>
        <h2>{title}</h2>
        <div className={classes.aside}>{aside}</div>
      </div>
      {children}
    </section>
  );
}

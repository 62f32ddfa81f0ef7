/** The frame around what is shown: a name above it, and for a whole window a window of its own. */
import type { ReactNode } from "react";
import classes from "./gallery.module.css";
import { Stage, type Setting } from "./stage.tsx";

interface SpecimenProperties extends Setting {
  name: string;
  children: ReactNode;
}

/** A component in one state, in the measures it has on a page. */
export function Specimen({ name, children, ...setting }: SpecimenProperties) {
  const own = Object.keys(setting).length > 0;
  return (
    <div className={classes.specimen}>
      <h3>{name}</h3>
      <div className={classes.shown}>{own ? <Stage {...setting}>{children}</Stage> : children}</div>
    </div>
  );
}

/** Specimens that are small enough to stand beside one another. */
export function Row({ children }: { children: ReactNode }) {
  return <div className={classes.row}>{children}</div>;
}

/** What takes a whole window: dialogs and full pages, each in a page of its own. */
export function Frame({ name, title, height }: { name: string; title: string; height: number }) {
  const query = new URLSearchParams(location.search);
  query.set("only", name);
  const address = `?${query.toString()}`;
  return (
    <div className={classes.specimen}>
      <h3>
        <a href={address}>{title}</a>
      </h3>
      {/* Without the keyboard: a dialog takes the focus when it opens, and would take it from the page around it. */}
      {/* oxlint-disable-next-line react/iframe-missing-sandbox -- it is this very page, which has to run as it does */}
      <iframe
        className={classes.frame}
        title={title}
        src={address}
        style={{ height }}
        inert
        loading="lazy"
        data-frame={name}
      />
    </div>
  );
}

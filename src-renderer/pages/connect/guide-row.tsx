import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ToolView } from "../../../src-shared/contract/index.ts";
import { CopyButton } from "../../components/copy-button.tsx";
import { ChevronIcon } from "../../components/icons.tsx";
import { Status } from "../../components/status.tsx";
import { TrialButton } from "../../components/trial/trial-button.tsx";
import { useFormat } from "../../format/use-format.ts";
import { useLive } from "../../live/use-live.tsx";
import { useNow } from "../../live/use-now.ts";
import classes from "./guide-row.module.css";
import { GuideParts } from "./guide-parts.tsx";
import type { Guide, GuideValues } from "./guide.ts";
import { SetupButtons } from "./setup-buttons.tsx";
import { ToolSetup, ToolUndone } from "./tool-setup.tsx";
import type { Tools } from "./use-tools.ts";

interface Properties {
  guide: Guide;
  values: GuideValues;
  tools: Tools;
}

/** A tool with the address it takes; opens into how it is told. */
export function GuideRow({ guide, values, tools }: Properties) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const details = useId();
  const { name, protocol, setup } = guide;
  const tool = setup === null ? null : tools.of(setup);
  const address = guide.address === "root" ? values.root : values.baseUrl;
  return (
    <li className={classes.item} aria-label={name}>
      <div className={classes.line} data-open={open || undefined}>
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={open}
          aria-controls={open ? details : undefined}
          onClick={() => setOpen(!open)}
        >
          <ChevronIcon />
          <span className={classes.name}>{name}</span>
        </button>
        <span className={classes.seen}>
          <Standing clients={guide.clients} tool={tool} />
        </span>
        <span className={classes.address}>
          <code>{address}</code>
          <CopyButton iconOnly text={address} label={t("connect.copyAddress", { name })} />
        </span>
        <span className={classes.buttons}>
          {tool !== null && <SetupButtons tool={tool} name={name} tools={tools} />}
        </span>
      </div>
      {setup !== null && <ToolUndone id={setup} tools={tools} />}
      {open && (
        <div id={details} className={classes.details}>
          <p className={classes.hint}>
            {t(`connect.protocol.${protocol}`)} · {t(`connect.hint.${guide.id}`)}
          </p>
          {setup !== null && <ToolSetup id={setup} tools={tools} />}
          <GuideParts parts={guide.parts(values)} name={name} />
          <TrialButton way={protocol === "anthropic" ? "messages" : protocol} name={name} />
        </div>
      )}
    </li>
  );
}

/** How it stands with the tool, in a word: set up or not, and when it was last heard of among the requests known here. */
function Standing({ clients, tool }: { clients: string[]; tool: ToolView | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const at = useLive((state) => state.requests.find((row) => clients.includes(row.client.name))?.startedAt);
  const seen = at === undefined ? null : t("connect.seen", { when: format.ago(at, now) });
  switch (tool?.state) {
    case "on":
      return <Status tone="good">{seen ?? t("connect.isSetUp")}</Status>;
    case "drift":
      return <Status tone="attention">{t("connect.isChanged")}</Status>;
    default:
      return seen ?? (tool?.present ? t("connect.isFound") : "");
  }
}

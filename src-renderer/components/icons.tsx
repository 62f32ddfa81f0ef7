/** The icons of the window: 16 px, one stroke, in the colour of the text around them. Never alone as meaning. */
import type { ReactNode } from "react";

function Icon({ children }: { children: ReactNode }) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      style={{ flex: "none" }}
    >
      {children}
    </svg>
  );
}

/** The railway switch: two tracks, one lever. */
export const SwitchyardIcon = () => (
  <Icon>
    <path d="M1.5 12h13M1.5 12c5.5 0 5-7.5 11-7.5" strokeWidth="1.8" />
    <circle cx="13" cy="4.5" r="1.6" fill="currentColor" stroke="none" />
  </Icon>
);

export const OverviewIcon = () => (
  <Icon>
    <path d="M2.2 11.5a6 6 0 1 1 11.6 0M8 9.5l2.6-3.2" />
    <circle cx="8" cy="9.8" r="0.9" />
  </Icon>
);

export const AccountsIcon = () => (
  <Icon>
    <circle cx="6" cy="5.3" r="2.4" />
    <path d="M1.8 13c.3-2.5 2-3.8 4.2-3.8s3.9 1.3 4.2 3.8M10.5 3.1a2.4 2.4 0 0 1 0 4.4M12 9.6c1.3.5 2.1 1.7 2.3 3.4" />
  </Icon>
);

export const ModelsIcon = () => (
  <Icon>
    <path d="M8 1.9l5.3 3v6.2L8 14.1l-5.3-3V4.9zM2.8 5 8 8l5.2-3M8 8v6" />
  </Icon>
);

export const UsageIcon = () => (
  <Icon>
    <path d="M2 14h12M4 11.5V8M8 11.5V3M12 11.5V6" />
  </Icon>
);

export const RequestsIcon = () => (
  <Icon>
    <path d="M2 4h8M12.5 4H14M2 8h5M9.5 8H14M2 12h9M13 12h1" />
  </Icon>
);

export const SettingsIcon = () => (
  <Icon>
    <path d="M2 4.5h6.5M12.5 4.5H14M2 11.5h1.5M7.5 11.5H14" />
    <circle cx="10.5" cy="4.5" r="1.8" />
    <circle cx="5.5" cy="11.5" r="1.8" />
  </Icon>
);

export const CopyIcon = () => (
  <Icon>
    <rect x="5.5" y="5.5" width="8" height="8.5" rx="1.5" />
    <path d="M10.5 3.2v-.2c0-.8-.7-1.5-1.5-1.5H4c-.8 0-1.5.7-1.5 1.5v6.5c0 .8.7 1.5 1.5 1.5" />
  </Icon>
);

export const CheckIcon = () => (
  <Icon>
    <path d="M3 8.5l3.3 3.3L13 4.8" />
  </Icon>
);

export const PlusIcon = () => (
  <Icon>
    <path d="M8 3v10M3 8h10" />
  </Icon>
);

export const RefreshIcon = () => (
  <Icon>
    <path d="M13.5 8a5.5 5.5 0 1 1-1.6-3.9L13.5 5.7M13.5 2.5v3.2h-3.2" />
  </Icon>
);

export const ResetIcon = () => (
  <Icon>
    <path d="M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6M3 6.5l3-3M3 6.5l3 3" />
  </Icon>
);

export const AttentionIcon = () => (
  <Icon>
    <path d="M8 2.2l6.2 11H1.8zM8 6.5v3M8 11.5v.1" />
  </Icon>
);

export const MoreIcon = () => (
  <Icon>
    {[3.2, 8, 12.8].map((x) => (
      <circle key={x} cx={x} cy="8" r="1.3" fill="currentColor" stroke="none" />
    ))}
  </Icon>
);

export const ChevronIcon = () => (
  <Icon>
    <path d="M6 4l4 4-4 4" />
  </Icon>
);

export const BrowserIcon = () => (
  <Icon>
    <rect x="1.8" y="2.8" width="12.4" height="10.4" rx="1.6" />
    <path d="M1.8 6h12.4M4 4.4h.1" />
  </Icon>
);

export const CodeIcon = () => (
  <Icon>
    <rect x="4.2" y="1.8" width="7.6" height="12.4" rx="1.6" />
    <path d="M7.2 12h1.6M6.5 6h.1M8 6h.1M9.5 6h.1" />
  </Icon>
);

export const FileIcon = () => (
  <Icon>
    <path d="M9 1.8H4.5c-.7 0-1.3.6-1.3 1.3v9.8c0 .7.6 1.3 1.3 1.3h7c.7 0 1.3-.6 1.3-1.3V5.6zM9 1.8v3.8h3.8" />
  </Icon>
);

export const CloseIcon = () => (
  <Icon>
    <path d="M4 4l8 8M12 4l-8 8" />
  </Icon>
);

export const SearchIcon = () => (
  <Icon>
    <circle cx="7" cy="7" r="4.2" />
    <path d="M10.2 10.2 14 14" />
  </Icon>
);

export const KeyIcon = () => (
  <Icon>
    <circle cx="5" cy="11" r="2.8" />
    <path d="M7 9l6.5-6.5M11 5l2 2" />
  </Icon>
);

export const GripIcon = () => (
  <Icon>
    <path d="M6 4v.1M6 8v.1M6 12v.1M10 4v.1M10 8v.1M10 12v.1" strokeWidth="1.8" />
  </Icon>
);

export const ConnectIcon = () => (
  <Icon>
    <path d="M5.2 2v3M10.8 2v3M3.5 5h9v2.5a4.5 4.5 0 0 1-9 0zM8 12v2.5" />
  </Icon>
);

export const LinkIcon = () => (
  <Icon>
    <path d="M6.6 9.4a2.6 2.6 0 0 0 3.7 0l2.6-2.6a2.6 2.6 0 0 0-3.7-3.7l-.9.9M9.4 6.6a2.6 2.6 0 0 0-3.7 0L3.1 9.2a2.6 2.6 0 0 0 3.7 3.7l.9-.9" />
  </Icon>
);

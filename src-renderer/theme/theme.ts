/** Lays our tokens over Mantine's variables, so that its components look like the rest of the window. */
import { createTheme, type CSSVariablesResolver } from "@mantine/core";

export const theme = createTheme({
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--font-mono)",
  fontSizes: { xs: "12px", sm: "13px", md: "13px", lg: "13px", xl: "20px" },
  lineHeights: { xs: "16px", sm: "20px", md: "20px", lg: "20px", xl: "28px" },
  defaultRadius: "6px",
  cursorType: "pointer",
  respectReducedMotion: true,
  focusClassName: "focus-ring",
  components: {
    ActionIcon: { defaultProps: { variant: "subtle", size: 28 } },
    Button: { defaultProps: { variant: "default" } },
    SegmentedControl: { defaultProps: { withItemsBorders: false, transitionDuration: 120 } },
    Switch: { defaultProps: { withThumbIndicator: false } },
    Drawer: {
      defaultProps: {
        radius: 0,
        transitionProps: { duration: 120 },
        overlayProps: { color: "var(--scrim)", backgroundOpacity: 1 },
      },
    },
    Modal: {
      defaultProps: {
        centered: true,
        radius: "var(--radius-floating)",
        transitionProps: { duration: 120, transition: "fade" },
        overlayProps: { color: "var(--scrim)", backgroundOpacity: 1 },
      },
    },
  },
});

const colours = {
  "--mantine-color-body": "var(--canvas)",
  "--mantine-color-text": "var(--text)",
  "--mantine-color-bright": "var(--text)",
  "--mantine-color-dimmed": "var(--secondary)",
  "--mantine-color-placeholder": "var(--faint)",
  "--mantine-color-error": "var(--bad-text)",
  "--mantine-color-anchor": "var(--accent-text)",
  "--mantine-color-default": "var(--raised)",
  "--mantine-color-default-hover": "var(--hover)",
  "--mantine-color-default-color": "var(--text)",
  "--mantine-color-default-border": "var(--control-border)",
  "--mantine-color-disabled": "var(--sidebar)",
  "--mantine-color-disabled-color": "var(--faint)",
  "--mantine-primary-color-filled": "var(--accent)",
  "--mantine-primary-color-filled-hover": "var(--accent-hover)",
  "--mantine-primary-color-contrast": "var(--on-accent)",
};

export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: colours, dark: colours });

import { AppShell } from "./app-shell.tsx";
import { mount } from "./mount.tsx";

await mount(<AppShell />);

import { mount } from "../mount.tsx";
import "./panel-page.css";
import { Panel } from "./panel.tsx";

await mount(<Panel />);

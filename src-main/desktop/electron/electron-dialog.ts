import { dialog } from "electron";

export interface ElectronDialog {
  /** Beside the running app; returns at once. */
  showError: (message: string, detail: string) => void;
  /** Holds everything until it is closed; works before the app is ready. */
  showFatalError: (title: string, text: string) => void;
  /** The path that the person chose; null when they did not. */
  chooseFile: (suggestedName: string) => Promise<string | null>;
}

export const electronDialog: ElectronDialog = {
  showError: (message, detail) =>
    void dialog.showMessageBox({ type: "error", title: "Switchyard", message, detail }),
  showFatalError: (title, text) => dialog.showErrorBox(title, text),
  chooseFile: async (suggestedName) =>
    (await dialog.showSaveDialog({ defaultPath: suggestedName })).filePath || null,
};

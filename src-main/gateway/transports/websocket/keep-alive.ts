/** A frame that says no more than that somebody is there; clients pass over it (codex-backend 2.6). */
export const keepAlive = JSON.stringify({ type: "keepalive" });

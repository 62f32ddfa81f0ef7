import { expect, test } from "vitest";
import { attachmentsOf, attachmentsOfUrls } from "../../src-main/protocols/shared/attachments.ts";

const bytes = (count: number) => Buffer.alloc(count, 7).toString("base64");
const message = (...content: unknown[]) => ({ type: "message", role: "user", content });

test("images and files of messages and of tools' outputs, with their decoded sizes", () => {
  const input = [
    message(
      { type: "input_text", text: "data:image/png;base64,AAAA" },
      { type: "input_image", image_url: `data:image/png;base64,${bytes(1000)}` },
      { type: "input_image", image_url: "https://example.com/cat.png" },
      { type: "input_file", filename: "a.pdf", file_data: `data:application/pdf;base64,${bytes(1001)}` },
      { type: "input_file", file_id: "file_1" },
    ),
    {
      type: "function_call_output",
      output: [{ type: "input_image", image_url: `data:image/webp;base64,${bytes(5)}` }],
    },
    { type: "function_call_output", output: "plain" },
    { type: "reasoning", content: null },
    null,
  ];
  expect(attachmentsOf(input)).toEqual([
    { type: "image/png", bytes: 1000 },
    { type: "image", bytes: null },
    { type: "application/pdf", bytes: 1001 },
    { type: "file", bytes: null },
    { type: "image/webp", bytes: 5 },
  ]);
});

test.each([0, 1, 2, 3, 4, 5, 998])("%d bytes are %d bytes, with any padding", (count) => {
  expect(attachmentsOfUrls([`data:image/png;base64,${bytes(count)}`])).toEqual([
    { type: "image/png", bytes: count },
  ]);
});

test("at most fifty, and no text of a client's in the place of a type", () => {
  const many = Array.from({ length: 80 }, () => ({ type: "input_image", image_url: "https://e.com/a.png" }));
  expect(attachmentsOf([message(...many)])).toHaveLength(50);
  expect(attachmentsOfUrls(["data:a secret prompt;base64,AAAA"])).toEqual([{ type: "image", bytes: 3 }]);
});

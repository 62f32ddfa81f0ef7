import type { FieldTable } from "../shared/field-table.ts";

/** POST /v1/images/generations */
export const generationFields: FieldTable = {
  prompt: ["mapped", "as it is"],
  model: ["emulated", "whatever is asked, gpt-image-2 draws"],
  n: ["mapped", "1 to 10; where the image call is missing, as many turns"],
  size: ["mapped", "sizes of older models become the nearest"],
  quality: ["mapped", "low, medium, high, auto; hd becomes high, standard auto"],
  background: ["mapped", "opaque when it is missing"],
  output_format: ["mapped", "png by the image call; jpeg and webp by a chat model's image tool"],
  response_format: ["emulated", "url is answered with a data URL"],
  stream: ["emulated", "by a chat model's image tool"],
  partial_images: ["mapped", "only streamed"],
  user: ["dropped", "the account is its own"],
  style: ["dropped", "the image model has none"],
  moderation: ["dropped", "the backend decides by itself"],
  output_compression: ["dropped", "the image model has none"],
};

/** POST /v1/images/edits, as JSON or as a form */
export const editFields: FieldTable = {
  ...generationFields,
  images: ["mapped", "https addresses, data URLs or bare base64"],
  "images[].image_url": ["mapped", "https addresses, data URLs or bare base64"],
  image: ["mapped", "one or several, uploaded files too"],
  "image.image_url": ["mapped", "https addresses, data URLs or bare base64"],
  "image[].image_url": ["mapped", "https addresses, data URLs or bare base64"],
  mask: ["refused", "the backend takes none: say in the prompt what to change"],
  input_fidelity: ["dropped", "the image model has none"],
};

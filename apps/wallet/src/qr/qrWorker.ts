import { readQr } from '@eventide/kit/page/readQr';

/** Larger pictures are made smaller: a code that fills a part of a photograph is still read. */
const MOST_PIXELS = 1_200;

/** Takes pictures, gives the text of the code in each, or null. */
self.onmessage = ({ data: picture }: MessageEvent<ImageBitmap>) => {
  const scale = Math.min(1, MOST_PIXELS / Math.max(picture.width, picture.height));
  const [width, height] = [Math.ceil(picture.width * scale), Math.ceil(picture.height * scale)];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context?.drawImage(picture, 0, 0, width, height);
  picture.close();
  self.postMessage(context === null ? null : readQr(context.getImageData(0, 0, width, height)));
};

import { LARGEST_PHOTO_BYTES } from '~/domain/sync/protocol';

/**
 * 照片压缩: a photo of the phone's camera made small enough for a village's network – long side 1,280 px, at most 250 kB, JPEG,
 * upright. It is drawn anew, so that the file holds only the picture: no place, no time, no name of the phone.
 *
 * Drawn from an <img>, which browsers turn upright by the file's orientation since Chrome 81; createImageBitmap does so by an
 * option that Chrome 87 does not know.
 */
const LONG_SIDE = 1280;

/** Tried in turn until the file is small enough; then again with a smaller picture. */
const QUALITIES = [0.82, 0.7, 0.58, 0.46];
const SMALLER = 0.75;
/** The smallest long side to try; any picture of this size fits. */
const SHORTEST_SIDE = 160;

/** The file is no picture, is damaged, or is of a type this browser cannot read. */
export class UnreadablePhoto extends Error {
  override readonly name = 'UnreadablePhoto';
}

/** Width and height with the long side at most `longSide`; never enlarged. */
function sizeWithin(width: number, height: number, longSide: number): { width: number; height: number } {
  const scale = Math.min(1, longSide / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

export async function shrinkPhoto(file: Blob): Promise<Blob> {
  const picture = await readPicture(file);
  for (let longSide = LONG_SIDE; longSide >= SHORTEST_SIDE; longSide = Math.round(longSide * SMALLER)) {
    const canvas = drawn(picture, longSide);
    for (const quality of QUALITIES) {
      const jpeg = await jpegOf(canvas, quality);
      if (jpeg.size <= LARGEST_PHOTO_BYTES) return jpeg;
    }
  }
  throw new UnreadablePhoto('It does not become small enough');
}

function readPicture(file: Blob): Promise<HTMLImageElement> {
  const address = URL.createObjectURL(file);
  return new Promise<HTMLImageElement>((resolve, reject) => {
    const picture = new Image();
    picture.onload = () => (picture.naturalWidth > 0 ? resolve(picture) : reject(new UnreadablePhoto('It has no size')));
    picture.onerror = () => reject(new UnreadablePhoto('The browser cannot read it'));
    picture.src = address;
  }).finally(() => URL.revokeObjectURL(address));
}

function drawn(picture: HTMLImageElement, longSide: number): HTMLCanvasElement {
  const { width, height } = sizeWithin(picture.naturalWidth, picture.naturalHeight, longSide);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) throw new UnreadablePhoto('There is no room to draw it');
  // Transparent parts of a PNG would turn black.
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, width, height);
  return canvas;
}

function jpegOf(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new UnreadablePhoto('It cannot be written'))), 'image/jpeg', quality);
  });
}

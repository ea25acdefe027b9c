/** Looks for QR codes in the camera's picture and in files. */
export type QrEye = {
  /** Shows the camera in `video` until it sees a code; null if there is no camera, or none may be used. */
  watch(video: HTMLVideoElement | null, onPicture: () => void): Promise<string | null>;
  /** The code in the bytes of a picture; null if there is none. */
  read(picture: Uint8Array): Promise<string | null>;
  /** Ends camera and worker. A watch that has seen nothing never resolves then. */
  close(): void;
};

/** Between two looks: a hand moves slowly. */
const PAUSE_MS = 150;

export function createQrEye(): QrEye {
  const worker = new Worker(new URL('./qrWorker.ts', import.meta.url), { type: 'module', name: 'qr' });
  let stream: MediaStream | null = null;
  let closed = false;
  let before: Promise<unknown> = Promise.resolve();
  /** One picture at a time: answers come in the order of questions. */
  const decode = (picture: ImageBitmap): Promise<string | null> => {
    const mine = before.then(
      () =>
        new Promise<string | null>((resolve) => {
          worker.onmessage = ({ data }: MessageEvent<string | null>) => resolve(data);
          worker.postMessage(picture, [picture]);
        }),
    );
    before = mine;
    return mine;
  };
  const openCamera = async (): Promise<MediaStream | null> => {
    try {
      return await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
    } catch {
      // None there, or the user said no: a picture will do.
      return null;
    }
  };
  return {
    async watch(video, onPicture) {
      const opened = await openCamera();
      if (closed || opened === null || video === null) {
        stop(opened);
        return closed ? new Promise(() => {}) : null;
      }
      stream = opened;
      video.srcObject = opened;
      await video.play();
      onPicture();
      while (!closed) {
        const text = await decode(await createImageBitmap(video));
        if (text !== null && !closed) return text;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
      return new Promise(() => {});
    },
    async read(picture) {
      try {
        return await decode(await createImageBitmap(new Blob([picture as BlobPart])));
      } catch {
        return null;
      }
    },
    close() {
      closed = true;
      stop(stream);
      worker.terminate();
    },
  };
}

function stop(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

import { Dialog, FileField, Note } from '@eventide/kit';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../text/messages.ts';
import { createQrEye, type QrEye } from './qrEye.ts';

/** A photograph of a telephone and some room. */
const MOST_BYTES = 16_777_216;

/** Reads a QR code with the camera or from a picture. Neither leaves this page. Spec: 13 §5.1 */
export function QrReader(props: {
  readonly onText: (text: string) => void;
  readonly onClose: () => void;
}): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const eye = useRef<QrEye | null>(null);
  const [camera, setCamera] = useState<'asked' | 'on' | 'none'>('asked');
  const [nothing, setNothing] = useState(false);
  useEffect(() => {
    const opened = createQrEye();
    eye.current = opened;
    void opened
      .watch(video.current, () => setCamera('on'))
      .then((text) => {
        if (text === null) setCamera('none');
        else props.onText(text);
      });
    return () => opened.close();
  }, []);
  const readFile = async (bytes: Uint8Array): Promise<void> => {
    setNothing(false);
    const text = (await eye.current?.read(bytes)) ?? null;
    if (text === null) setNothing(true);
    else props.onText(text);
  };
  return (
    <Dialog title={t('scanTitle')} onClose={props.onClose}>
      <video ref={video} class="w-scan" hidden={camera !== 'on'} muted playsInline aria-label={t('scanCamera')} />
      <p class="muted" role="status">
        {t(camera === 'on' ? 'scanLook' : camera === 'asked' ? 'scanAsked' : 'scanNoCamera')}
      </p>
      <FileField
        label={t('scanFile')}
        accept="image/*"
        mostBytes={MOST_BYTES}
        onFile={(bytes) => void readFile(bytes)}
      />
      {nothing && <Note tone="warn">{t('scanNothing')}</Note>}
    </Dialog>
  );
}

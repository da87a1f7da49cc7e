import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type SignaturePad from 'signature_pad';
import { formatInstant } from '~/i18n/formats';
import { Button } from '~/screens/shared/button';
import { FieldError } from '~/screens/shared/field';
import { KeptPicture } from './kept-picture';
import { LineField } from './typed-field';
import { useVisit } from './visit-state';

/** A signature is stored this long after its last stroke, so that nobody has to press a button. */
const AFTER_STROKE_MS = 800;

/** 散煤禁用承诺书: the text, and the household's signature on the screen. Signing is the household's own choice. */
export function PledgeField() {
  const { t } = useTranslation(['survey', 'evidence']);
  const { evidence, household } = useVisit();
  const [open, setOpen] = useState(false);
  if (!evidence) return null;
  const { value, change, remove, tools } = evidence;
  const { signature } = value;
  const promises = ['noCoal', 'noStove', 'repair', 'warm'] as const;
  const without = () => value.signature && remove('signature', ({ signature: _before, ...rest }) => rest);
  return (
    <section aria-labelledby="pledge-title" className="card space-y-3 p-3">
      <h3 id="pledge-title" className="font-medium">
        {t('evidence:pledge.title')}
        <span className="ml-1 font-normal text-ink-faint">{t('optional')}</span>
      </h3>
      {signature && !open ? (
        <>
          <KeptPicture
            sha256={signature.sha256}
            tools={tools}
            label={t('evidence:pledge.of', { signer: signature.signer })}
            className="block h-24 w-full rounded border border-line object-contain"
          />
          <p>{t('evidence:pledge.signed', { signer: signature.signer, at: formatInstant(signature.signedAt) })}</p>
          <button type="button" className="link min-h-target text-small" onClick={without}>
            {t('evidence:pledge.takeBack')}
          </button>
        </>
      ) : (
        <>
          <p className="text-small text-ink-faint">{t(tools.pledgeSigned ? 'evidence:pledge.again' : 'evidence:pledge.hint')}</p>
          {open ? (
            <>
              <p>{t('evidence:pledge.begin', { head: household.head })}</p>
              <ol className="list-decimal space-y-1 pl-6">
                {promises.map((promise) => (
                  <li key={promise}>{t(`evidence:pledge.text.${promise}`)}</li>
                ))}
              </ol>
              <SignHere
                signer={signature?.signer ?? household.head}
                onSigned={async (drawing, signer) => {
                  const sha256 = await tools.keepFile(drawing);
                  change((now) => ({ ...now, signature: { sha256, of: 'no_coal_pledge', signer, signedAt: new Date().toISOString() } }));
                }}
                onCleared={without}
                onDone={() => setOpen(false)}
              />
            </>
          ) : (
            <Button type="button" icon="edit" wide onClick={() => setOpen(true)}>
              {t('evidence:pledge.open')}
            </Button>
          )}
        </>
      )}
    </section>
  );
}

type Signing = { signer: string; onSigned: (drawing: Blob, signer: string) => Promise<void>; onCleared: () => void; onDone: () => void };

/**
 * The signature pad, as wide as the screen and with lines thick enough for a finger. Its library is loaded only when somebody
 * signs.
 */
function SignHere({ signer: first, onSigned, onCleared, onDone }: Signing) {
  const { t } = useTranslation(['survey', 'evidence']);
  const canvas = useRef<HTMLCanvasElement>(null);
  const pad = useRef<SignaturePad>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [signer, setSigner] = useState(first);
  const [state, setState] = useState<'empty' | 'drawn' | 'kept' | 'failed'>('empty');
  const keep = useRef<() => void>(() => undefined);
  keep.current = () => {
    clearTimeout(timer.current);
    const drawing = canvas.current;
    if (!drawing || !pad.current || pad.current.isEmpty() || signer.trim() === '') return;
    drawing.toBlob((blob) => {
      if (!blob) return setState('failed');
      onSigned(blob, signer.trim()).then(
        () => setState('kept'),
        () => setState('failed'),
      );
    }, 'image/png');
  };

  useEffect(() => {
    let gone = false;
    const area = canvas.current;
    void import('signature_pad').then(
      ({ default: Pad }) => {
        if (gone || !area) return;
        // Two dots a pixel are enough for paper on any screen.
        const ratio = Math.min(2, window.devicePixelRatio || 1);
        area.width = area.offsetWidth * ratio;
        area.height = area.offsetHeight * ratio;
        area.getContext('2d')?.scale(ratio, ratio);
        pad.current = new Pad(area, { minWidth: 1.2, maxWidth: 3.2, penColor: '#1c2430', backgroundColor: '#ffffff' });
        area.dataset.ready = 'true';
        pad.current.addEventListener('endStroke', () => {
          setState('drawn');
          clearTimeout(timer.current);
          timer.current = setTimeout(() => keep.current(), AFTER_STROKE_MS);
        });
      },
      () => setState('failed'),
    );
    return () => {
      gone = true;
      keep.current();
      pad.current?.off();
    };
  }, []);

  return (
    <>
      <LineField
        name="signer"
        label={t('question.signer')}
        value={signer}
        onValue={setSigner}
        sentence={signer.trim() === '' ? t('evidence:pledge.signerMissing') : undefined}
      />
      <div>
        <p className="mb-1 font-medium">{t('evidence:pledge.here')}</p>
        <canvas
          ref={canvas}
          role="img"
          aria-label={t('evidence:pledge.here')}
          className="block h-56 w-full rounded border-2 border-line-strong bg-paper"
          style={{ touchAction: 'none' }}
        />
        <p role="status" className="mt-1 text-small text-ink-faint">
          {t(`evidence:pledge.state.${state}`)}
        </p>
        {state === 'failed' && <FieldError id="signature-error" sentence={t('evidence:photo.noRoom')} />}
      </div>
      <div className="grid grid-cols-2 gap-2">
        <Button
          type="button"
          onClick={() => {
            clearTimeout(timer.current);
            pad.current?.clear();
            setState('empty');
            onCleared();
          }}
        >
          {t('evidence:pledge.clear')}
        </Button>
        <Button
          type="button"
          look="main"
          disabled={state === 'empty'}
          onClick={() => {
            keep.current();
            onDone();
          }}
        >
          {t('evidence:pledge.done')}
        </Button>
      </div>
    </>
  );
}

import { useState } from 'react';

type Props = {
  name: string;
  label: string;
  /** What may be chosen, as the browser's file dialog takes it. */
  accept: string;
  browse: string;
  noneChosen: string;
};

/** A native file field uses the browser's language; this one uses the person's and shows the file's name. Its hint is `${name}-hint`. */
export function FileField({ name, label, accept, browse, noneChosen }: Props) {
  const [chosen, setChosen] = useState('');
  return (
    <div className="mb-1">
      <p className="mb-1 font-medium" id={`${name}-label`}>
        {label}
      </p>
      <label
        className="flex min-h-target cursor-pointer flex-wrap items-center gap-3 rounded border border-line-strong bg-paper p-2
        focus-within:outline focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-action"
      >
        <input
          name={name}
          type="file"
          required
          accept={accept}
          className="sr-only"
          aria-labelledby={`${name}-label ${name}-name`}
          aria-describedby={`${name}-hint`}
          onChange={(event) => setChosen(event.currentTarget.files?.[0]?.name ?? '')}
        />
        <span className="rounded bg-action-wash px-3 py-1 font-medium text-action-dark">{browse}</span>
        <span id={`${name}-name`} className={`min-w-0 break-all ${chosen === '' ? 'text-ink-faint' : ''}`}>
          {chosen === '' ? noneChosen : chosen}
        </span>
      </label>
    </div>
  );
}

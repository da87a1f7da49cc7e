import { useFetcher } from '@remix-run/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldError, fieldId } from '~/screens/shared/field';
import { Icon } from '~/screens/shared/icon';

export type ChosenDivision = { code: string; name: string; level: string; above?: string };

type Props = {
  name: string;
  label: string;
  /** Where matches come from: `?q=…&level=…` is added. */
  optionsUrl: string;
  /** The levels that can be chosen now. */
  levels: readonly string[];
  chosen: readonly ChosenDivision[];
  /** Only one division can be chosen; a new choice replaces it. */
  one?: boolean;
  sentence?: string;
};

/** Finds divisions by name or code and shows the chosen ones as chips. Without scripts the codes are typed, separated by commas. */
export function DivisionChooser({ name, label, optionsUrl, levels, chosen: initial, one = false, sentence }: Props) {
  const { t } = useTranslation(['accounts', 'common']);
  const [chosen, setChosen] = useState<readonly ChosenDivision[]>(initial);
  const [search, setSearch] = useState('');
  const found = useFetcher<{ options: ChosenDivision[] }>();
  const id = fieldId(name);

  function look(text: string) {
    setSearch(text);
    if (text.trim() !== '') found.load(`${optionsUrl}?q=${encodeURIComponent(text.trim())}&level=${levels.join(',')}`);
  }
  function take(division: ChosenDivision) {
    setChosen(one ? [division] : [...chosen, division]);
    setSearch('');
  }

  const options =
    search.trim() === '' ? [] : (found.data?.options ?? []).filter((option) => !chosen.some((other) => other.code === option.code));

  return (
    <div className={sentence ? 'border-l-4 border-danger pl-3' : undefined}>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <p id={`${id}-hint`} className="mb-1 text-small text-ink-faint">
        {t(one ? 'divisionChooser.hintOne' : 'divisionChooser.hint')}
      </p>
      {chosen.length > 0 && (
        <ul className="mb-2 flex flex-wrap gap-2">
          {chosen.map((division) => (
            <li key={division.code} className="flex items-center gap-1 rounded border border-action-line bg-action-wash pl-2">
              <input type="hidden" name={name} value={division.code} />
              <span>
                {division.name} <span className="text-small text-ink-faint">{division.code}</span>
              </span>
              <button
                type="button"
                aria-label={t('divisionChooser.remove', { name: division.name })}
                className="flex h-row w-row min-w-[36px] items-center justify-center text-ink-soft hover:text-danger"
                onClick={() => setChosen(chosen.filter((other) => other.code !== division.code))}
              >
                <Icon name="close" size={16} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <input
        id={id}
        type="search"
        autoComplete="off"
        value={search}
        onChange={(event) => look(event.currentTarget.value)}
        onKeyDown={(event) => {
          // Enter takes the first match here and does not send the form.
          if (event.key !== 'Enter') return;
          event.preventDefault();
          const [first] = options;
          if (first) take(first);
        }}
        aria-describedby={`${id}-hint${sentence ? ` ${id}-error` : ''}`}
        aria-invalid={sentence !== undefined || undefined}
        placeholder={t('divisionChooser.placeholder')}
        className="field-box"
      />
      <noscript>
        <input name={name} className="field-box mt-1" aria-label={t('divisionChooser.codes')} placeholder={t('divisionChooser.codes')} />
      </noscript>
      <div aria-live="polite">
        {search.trim() !== '' && found.state === 'idle' && options.length === 0 && (
          <p className="mt-1 text-ink-faint">{t('divisionChooser.nothing', { search })}</p>
        )}
        {options.length > 0 && (
          <ul className="card mt-1 max-h-72 overflow-auto">
            {options.map((option) => (
              <li key={option.code}>
                <button
                  type="button"
                  className="flex min-h-row w-full items-baseline justify-between gap-3 border-b border-line px-3 py-1 text-left
                    hover:bg-action-wash"
                  onClick={() => take(option)}
                >
                  <span>
                    {option.above && <span className="text-ink-faint">{option.above} › </span>}
                    {option.name}
                  </span>
                  <span className="text-small tabular-nums text-ink-faint">{option.code}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
      <FieldError id={`${id}-error`} sentence={sentence} />
    </div>
  );
}

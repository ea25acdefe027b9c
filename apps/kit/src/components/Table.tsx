import type { ComponentChildren, JSX } from 'preact';

export type Column<R> = {
  readonly label: string;
  readonly cell: (row: R) => ComponentChildren;
  /** Aligned to the end, for numbers. */
  readonly end?: boolean | undefined;
};

/** A table that turns into labelled cards on narrow screens. */
export function Table<R>(props: {
  readonly caption: string;
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  readonly keyOf: (row: R) => string;
}): JSX.Element {
  return (
    <div class="k-table-frame">
      <table class="k-table">
        <caption class="sr-only">{props.caption}</caption>
        <thead>
          <tr>
            {props.columns.map((column) => (
              <th key={column.label} scope="col" data-end={column.end === true}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={props.keyOf(row)}>
              {props.columns.map((column) => (
                <td key={column.label} data-label={column.label} data-end={column.end === true}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Names and values of one thing. */
export function Facts(props: {
  readonly rows: readonly (readonly [name: string, value: ComponentChildren] | false | undefined)[];
}): JSX.Element {
  return (
    <dl class="k-facts">
      {props.rows.map(
        (row) =>
          row !== false &&
          row !== undefined && [<dt key={`${row[0]}-name`}>{row[0]}</dt>, <dd key={`${row[0]}-value`}>{row[1]}</dd>],
      )}
    </dl>
  );
}

//! Tables as zfs and zpool print them: tabs for programs, padded columns for people.

/// How a column is laid out for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    /// Text, at least this wide.
    Left(usize),
    /// Numbers, at least this wide.
    Right(usize),
}

/// Prints rows with tabs between the fields, and no header.
pub(crate) fn tabbed(rows: &[Vec<String>]) -> String {
    rows.iter().map(|row| row.join("\t") + "\n").collect()
}

/// Prints rows below a header, padded, two blanks between the columns; the last column is not padded on its right.
pub(crate) fn padded(header: &[(&str, Align)], rows: &[Vec<String>]) -> String {
    let titles: Vec<String> = header.iter().map(|(title, _)| (*title).to_owned()).collect();
    let width = |index: usize| {
        let (Align::Left(least) | Align::Right(least)) = header[index].1;
        let lengths = std::iter::once(&titles)
            .chain(rows)
            .map(|row| row[index].chars().count());
        lengths.max().unwrap_or(0).max(least)
    };
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().enumerate().map(|(index, cell)| match header[index].1 {
            Align::Right(_) => format!("{cell:>width$}", width = widths[index]),
            Align::Left(_) if index + 1 == row.len() => cell.clone(),
            Align::Left(_) => format!("{cell:<width$}", width = widths[index]),
        });
        cells.collect::<Vec<_>>().join("  ") + "\n"
    };
    std::iter::once(&titles).chain(rows).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_to_the_right_and_the_last_column_ends_with_its_text() {
        let header = [
            ("NAME", Align::Left(0)),
            ("USED", Align::Right(5)),
            ("MOUNTPOINT", Align::Left(0)),
        ];
        let row = ["tank", "110K", "/tank"].map(str::to_owned).to_vec();
        assert_eq!(padded(&header, &[row]), "NAME   USED  MOUNTPOINT\ntank   110K  /tank\n");
    }
}

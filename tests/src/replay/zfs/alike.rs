//! Whether two outputs say the same. What no two runs have alike is named here, column by column; all else is compared as it is.

use super::told::{Table, table};
use crate::zfs::values::parse_size;

/// Drawn or counted by the kernel: another number each time. Compared as "a number".
const DRAWN: &[&str] = &[
    "creation",
    "createtxg",
    "guid",
    "objsetid",
    "pbkdf2salt",
    "load_guid",
    // How free space is scattered depends on where metadata was written.
    "fragmentation",
    "frag",
    // When a snapshot was made or destroyed last, a time.
    "snapshots_changed",
];

/// Sizes that hold metadata, whose amount depends on the kernel's timing and on what ran before. Compared within 512 KiB or 2 %;
/// those of a pool, which hold the copies on all its disks, within 1 MiB.
/// What somebody decides (quotas, reservations, sizes of volumes and pools) is not among them.
const MEASURED: &[&str] = &[
    "used",
    "available",
    "avail",
    "referenced",
    "refer",
    "written",
    "usedbysnapshots",
    "usedbydataset",
    "usedbychildren",
    "usedbyrefreservation",
    "logicalused",
    "lused",
    "logicalreferenced",
    "allocated",
    "alloc",
    "free",
    "bcloneused",
    "bclonesaved",
    "dedup_table_size",
];

/// Those of them that are a pool's.
const OF_A_POOL: &[&str] = &["allocated", "alloc", "free"];

/// Counted from measured sizes. Compared within one: percent, or a factor's unit.
const DERIVED: &[&str] = &["capacity", "cap", "compressratio", "refcompressratio"];

/// Returns whether a property's value is decided by somebody, and not drawn or measured.
pub(crate) fn is_decided(property: &str) -> bool {
    ![DRAWN, MEASURED, DERIVED].iter().any(|names| names.contains(&property))
}

/// Returns whether what a command printed is what was recorded.
pub(super) fn is_alike(words: &[String], recorded: &str, simulated: &str) -> bool {
    let (recorded, simulated) = (recorded.trim_end(), simulated.trim_end());
    if recorded == simulated {
        return true;
    }
    let Some(table) = table(words) else {
        return is_list_to_import(words) && without_ids(recorded) == without_ids(simulated);
    };
    let count = recorded.lines().count();
    if count != simulated.lines().count() {
        return false;
    }
    let header = usize::from(!table.is_scripted);
    let (recorded, simulated) = (one_blank_before_hours(recorded), one_blank_before_hours(simulated));
    let (recorded, simulated) = (rows(&table, &recorded), rows(&table, &simulated));
    recorded.into_iter().zip(simulated).enumerate().all(|(row, (left, right))| {
        let is_same = |cell: usize| {
            let property = row.checked_sub(header).and_then(|row| table.property(&left, row, cell));
            left[cell] == right[cell] || property.is_some_and(|property| is_close(&property, left[cell], right[cell]))
        };
        left.len() == right.len() && (0..left.len()).all(is_same)
    })
}

fn is_list_to_import(words: &[String]) -> bool {
    words.iter().take(2).eq(["zpool", "import"])
}

/// The number of a pool in the list of `zpool import` is drawn.
fn without_ids(text: &str) -> Vec<&str> {
    text.lines().map(|line| if line.trim_start().starts_with("id: ") { "id" } else { line }).collect()
}

/// Returns the cells of every line. User properties of a dataset stand in the order of a hash: they are put in that of their names.
fn rows<'a>(table: &Table, text: &'a str) -> Vec<Vec<&'a str>> {
    let mut rows: Vec<Vec<&str>> = text.lines().map(|line| table.cells(line)).collect();
    let Some(column) = table.columns.iter().position(|column| column == "property").filter(|_| table.is_get) else {
        return rows;
    };
    let is_own = |row: &Vec<&str>| row.get(column).is_some_and(|property| property.contains(':'));
    for run in rows.chunk_by_mut(|one, other| is_own(one) && is_own(other) && one.first() == other.first()) {
        run.sort();
    }
    rows
}

/// Between columns stand two blanks, as before the hour of `Mon Nov 23  0:24 2026`.
fn one_blank_before_hours(text: &str) -> String {
    (0..10).fold(text.to_owned(), |text, hour| text.replace(&format!("  {hour}:"), &format!(" {hour}:")))
}

fn is_close(property: &str, left: &str, right: &str) -> bool {
    let is_date = |text: &str| text.split(' ').count() >= 4;
    if DRAWN.contains(&property) {
        return (number(left).is_some() && number(right).is_some()) || (is_date(left) && is_date(right));
    }
    let (Some(left), Some(right)) = (number(left), number(right)) else {
        return false;
    };
    let apart = left.abs_diff(right);
    if MEASURED.contains(&property) {
        let least = if OF_A_POOL.contains(&property) { 1 << 20 } else { 512 << 10 };
        // 0 stays 0: what is empty, or not reserved, is known.
        return (left == 0) == (right == 0) && apart <= least.max(left.max(right) / 50);
    }
    DERIVED.contains(&property) && apart <= 1
}

fn number(text: &str) -> Option<u64> {
    let bare = text.trim_end_matches(['%', 'x']);
    parse_size(bare).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_same(line: &str, recorded: &str, simulated: &str) -> bool {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        is_alike(&words, recorded, simulated)
    }

    #[test]
    fn measured_sizes_are_close_and_decided_ones_equal() {
        let line = "zfs get -Hp all tank/a";
        assert!(is_same(line, "tank/a\tused\t24576\t-", "tank/a\tused\t40960\t-"));
        assert!(!is_same(line, "tank/a\tused\t24576\t-", "tank/a\tused\t24576000\t-"));
        assert!(!is_same(line, "tank/a\tused\t0\t-", "tank/a\tused\t24576\t-"));
        assert!(!is_same(line, "tank/a\tquota\t24576\tlocal", "tank/a\tquota\t24577\tlocal"));
        assert!(is_same("zfs get -H -o value used,quota a b", "24K\nnone\n24K\n1G", "26K\nnone\n22K\n1G"));
        assert!(!is_same("zfs get -H -o value used,quota a", "24K\n1M", "24K\n1.01M"));
        assert!(is_same(
            "zfs list",
            "NAME  USED  AVAIL  REFER  MOUNTPOINT\na     24K   832M    24K  /a",
            "NAME  USED  AVAIL  REFER  MOUNTPOINT\na      25K   831M    24K  /a"
        ));
        assert!(
            is_same("zfs list -Hpo name,guid", "a\t15", "a\t16")
                && !is_same("zfs list -Hpo name,guid", "a\t15", "b\t15")
        );
    }
}

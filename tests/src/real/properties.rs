//! A play for each property of the table of OpenZFS: set to each of its values, read back, set again, and taken back.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde_json::json;

use super::Play;
use crate::story::Part;

/// What stands for a word of the table that is no value: `<size>`.
const EXAMPLES: &[(&str, &[&str])] = &[
    ("<size>", &["10M", "1.5G", "1073741824"]),
    ("<count>", &["0", "100"]),
    ("<path>", &["/srv/elsewhere", "/srv/with a blank"]),
    ("<selinux context>", &["system_u:object_r:etc_t:s0"]),
    ("<selinux fscontext>", &["system_u:object_r:etc_t:s0"]),
    ("<selinux defcontext>", &["system_u:object_r:etc_t:s0"]),
    ("<selinux rootcontext>", &["system_u:object_r:etc_t:s0"]),
    ("512 to 1M, power of 2", &["512", "4K", "1M", "16M", "1048576", "3000", "32M"]),
    ("512 to 16M, power of 2", &["512", "4K", "16K", "1M", "16M", "3000", "32M"]),
    ("512 to 128k, power of 2", &["4K", "64K", "128k"]),
    ("zero or 512 to 1M, power of 2", &["0", "512", "32K"]),
    ("0 to 16M", &["0", "3000", "32K"]),
    ("gzip-[1-9]", &["gzip-1", "gzip-6", "gzip-9"]),
    ("zstd-[1-19]", &["zstd-1", "zstd-3", "zstd-19"]),
    ("zstd-fast-[1-10,20,30,40,50,60,70,80,90,100,500,1000]", &["zstd-fast-1", "zstd-fast-1000"]),
];

/// Properties that no value of the table alone can be given to, and why.
pub(super) const LEFT_OUT: &[(&str, &str)] = &[
    ("encryption", "needs a key: the stories and recordings with one play it"),
    ("keyformat", "needs a key: the stories and recordings with one play it"),
    ("keylocation", "needs a key: the stories and recordings with one play it"),
    ("pbkdf2iters", "needs a key: the stories and recordings with one play it"),
    ("mlslabel", "no kernel of Linux takes it"),
];

/// A row of the list of properties.
struct Row<'a> {
    name: &'a str,
    is_settable: bool,
    is_inheritable: bool,
    /// Whether a filesystem and a volume have it.
    on: [bool; 2],
    values: Vec<&'a str>,
}

/// Returns the plays for the list of properties in this file.
pub(super) fn plays(list: &Path, version: &str) -> Result<Vec<Play>> {
    let text = std::fs::read_to_string(list).with_context(|| format!("read {}", list.display()))?;
    let mut plays = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let row = row(line, version)?;
        let is_left_out = LEFT_OUT.iter().any(|(name, _)| *name == row.name);
        if is_left_out || !(row.is_settable || row.is_inheritable) {
            continue;
        }
        for (kind, _) in ["filesystem", "volume"].into_iter().zip(row.on).filter(|(_, has)| *has) {
            plays.push(play(&row, kind)?);
        }
    }
    Ok(plays)
}

fn row<'a>(line: &'a str, version: &str) -> Result<Row<'a>> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [name, edit, inherit, shown @ ..] = columns.as_slice() else { bail!("{line:?} is no row") };
    let [fs_23, volume_23, fs_24, volume_24, values @ ..] = shown else { bail!("{line:?} has too few columns") };
    let is_newer = version.starts_with("2.4");
    let on = if is_newer { [fs_24, volume_24] } else { [fs_23, volume_23] };
    let values = if is_newer { values.last() } else { values.first() };
    let values = values.map(|values| values.split(" | ").collect()).unwrap_or_default();
    Ok(Row {
        name,
        is_settable: *edit == "yes",
        is_inheritable: *inherit == "yes",
        on: on.map(|shown| *shown != "."),
        values,
    })
}

/// Returns what to set for the words of a row.
fn examples(row: &Row<'_>) -> Result<Vec<String>> {
    let mut examples = Vec::new();
    for word in &row.values {
        let known = EXAMPLES.iter().find(|(name, _)| name == word);
        match known {
            Some((_, values)) => examples.extend(values.iter().map(|value| (*value).to_owned())),
            None if word.contains("share options") => {}
            None if let Some(plain) = word.strip_suffix("[,verify]") => {
                examples.extend([plain.to_owned(), format!("{plain},verify")]);
            }
            None if word.contains(['<', '[', ' ']) => bail!("{}: nothing is known that {word:?} stands for", row.name),
            None => examples.push((*word).to_owned()),
        }
    }
    Ok(examples)
}

fn play(row: &Row<'_>, kind: &str) -> Result<Play> {
    let mut parts = Vec::new();
    let mut say = |line: String| parts.push(Part { line, below: Vec::new() });
    let is_volume = kind == "volume";
    for (number, value) in examples(row)?.iter().enumerate() {
        // What is decided at creation needs a new dataset for each value.
        let name = if row.is_settable { "tank/data".to_owned() } else { format!("tank/data{number}") };
        let mut properties = json!({ row.name: value });
        if is_volume && row.name != "volsize" {
            properties["volsize"] = "1G".into();
        }
        let wish = json!({ "name": name, "properties": properties, "allow": ["all"] });
        for _ in 0..2 {
            say(format!("> converge phoenix_zfs_dataset {wish}"));
        }
        say(format!("> type zfs get -Hp -o value,source {} {name}", row.name));
        // ZFS itself is asked too: the module may refuse what ZFS would take.
        if row.is_settable {
            say(format!("> type zfs set '{}={value}' tank/native", row.name));
            say(format!("> type zfs get -Hp -o value,source {} tank/native", row.name));
        }
        say(format!("> type zfs get -H -o value,source {} {name}", row.name));
    }
    if row.is_settable && row.is_inheritable {
        let wish = json!({ "name": "tank/data", "properties": { row.name: "inherit" }, "allow": ["all"] });
        say(format!("> check phoenix_zfs_dataset {wish}"));
        say(format!("> converge phoenix_zfs_dataset {wish}"));
        say(format!("> type zfs get -Hp -o value,source {} tank/data", row.name));
    }
    let data = if is_volume { json!({ "volsize": "1G" }) } else { json!({}) };
    let host = json!({ "pools": { "tank": {} }, "datasets": { "tank/data": data, "tank/native": data } });
    Ok(Play { name: format!("properties/{kind}/{}", row.name), host: host.to_string(), parts })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_property_has_a_row_in_the_page() {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
        let page = std::fs::read_to_string(tests.join("../docs/real.md")).unwrap();
        let list = std::fs::read_to_string(tests.join("data/zfs_properties.txt")).unwrap();
        for name in list.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split('\t').next()) {
            assert!(page.contains(&format!("`{name}`")), "docs/real.md does not tell of {name}");
        }
    }

    #[test]
    fn every_property_that_can_be_given_is_played_on_each_type_or_left_out_with_a_reason() {
        let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/zfs_properties.txt");
        let text = std::fs::read_to_string(&list).unwrap();
        for version in ["2.3.9", "2.4.4"] {
            let plays = plays(&list, version).unwrap();
            let mut left_out = Vec::new();
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                let row = row(line, version).unwrap();
                if LEFT_OUT.iter().any(|(name, _)| *name == row.name) {
                    left_out.push(row.name);
                    continue;
                }
                for (kind, has) in ["filesystem", "volume"].into_iter().zip(row.on) {
                    let is_wanted = has && (row.is_settable || row.is_inheritable);
                    let name = format!("properties/{kind}/{}", row.name);
                    let play = plays.iter().find(|play| play.name == name);
                    assert_eq!(play.is_some(), is_wanted, "{name} on {version}");
                    assert!(!is_wanted || !examples(&row).unwrap().is_empty(), "{name} has no value to try");
                }
            }
            assert_eq!(left_out.len(), LEFT_OUT.len(), "what is left out is in the list: {left_out:?}");
        }
    }
}

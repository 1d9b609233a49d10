//! The storages as `pvesm` and `pvesh` show them: the same definitions as in `storage.cfg` (pve-storage 9.1.7).

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value};

use super::super::section_file::PassedBy;
use super::{Incomplete, Storage, Storages, stated};
use crate::command;
use crate::host::Probe;

/// What stands in the answer beside a storage's own options.
const NOT_OPTIONS: [&str; 3] = ["storage", "type", "digest"];

/// Asks which storages there are and how each is defined.
pub(super) fn look(host: &dyn Probe) -> Result<Storages> {
    let query = command::pvesh_get_storages();
    let output = host.query(&query)?;
    output.ensure_success(&query)?;
    let sections: Vec<Map<String, Value>> = serde_json::from_str(&output.stdout_text())
        .with_context(|| format!("`{query}` did not print a list of storages"))?;
    let by_id: BTreeMap<String, Storage> =
        sections.iter().map(storage).collect::<Result<_>>().with_context(|| format!("read what `{query}` printed"))?;
    let (mut passed_by, mut incomplete) = (Vec::new(), Vec::new());
    for (line, what) in output.stderr_text().lines().filter_map(complaint) {
        match missing(what) {
            Some((id, option)) => {
                let (header, missing) = (id.clone(), vec![option]);
                incomplete.push(Incomplete { line, header, id, missing });
            }
            None => passed_by.push(PassedBy { line: Some(line), text: what.to_owned() }),
        }
    }
    Ok(Storages { by_id, passed_by, incomplete })
}

/// Asks `pvesm` which storages are there and which of them are active; by name, `active`, `inactive` or `disabled`.
pub(super) fn states(host: &dyn Probe) -> Result<BTreeMap<String, String>> {
    let query = command::pvesm_status();
    let output = host.query(&query)?;
    output.ensure_success(&query)?;
    Ok(parse_states(&output.stdout_text()))
}

/// Parses the table of `pvesm status`.
fn parse_states(table: &str) -> BTreeMap<String, String> {
    let words = table.lines().skip(1).map(|line| line.split_whitespace().collect::<Vec<_>>());
    words.filter_map(|words| Some(((*words.first()?).to_owned(), (*words.get(2)?).to_owned()))).collect()
}

/// A storage without an id or a type is an error: passed over, it would seem to be absent.
fn storage(section: &Map<String, Value>) -> Result<(String, Storage)> {
    let text = |name: &str| section.get(name).and_then(Value::as_str).map(str::to_owned);
    let (Some(id), Some(kind)) = (text("storage"), text("type")) else {
        bail!("a storage has no `storage` or no `type`: {}", Value::Object(section.clone()));
    };
    let own = section.iter().filter(|(name, _)| !NOT_OPTIONS.contains(&name.as_str()));
    let options = own.map(|(name, value)| (name.clone(), stated(name, &shown(value)))).collect();
    Ok((id, Storage { kind, options }))
}

/// Numbers come as numbers or as texts.
fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Returns the line that Proxmox complains of when it reads the file, and what it says. Comments it passes by without a word.
fn complaint(text: &str) -> Option<(usize, &str)> {
    let (number, what) = text.strip_prefix("file ")?.split_once(" line ")?.1.split_once(' ')?;
    Some((number.parse().ok()?, what))
}

/// Returns the storage and the option, if the complaint is that a section lacks one.
fn missing(what: &str) -> Option<(String, String)> {
    let (id, option) = what.strip_prefix("(skip section '")?.split_once("'): missing value for required option '")?;
    Some((id.to_owned(), option.trim_end_matches('\'').to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_words_are_options_alike() {
        let section = r#"{"content":"rootdir,images","digest":"a5","disable":1,"is_mountpoint":"0","path":"/d","storage":"d2","type":"dir"}"#;
        let (id, storage) = storage(&serde_json::from_str(section).unwrap()).unwrap();
        let options: Vec<String> = storage.options.iter().map(|(name, value)| format!("{name} {value}")).collect();
        assert_eq!((id.as_str(), storage.kind.as_str()), ("d2", "dir"));
        assert_eq!(options, ["content images,rootdir", "disable 1", "is_mountpoint 0", "path /d"]);
    }

    #[test]
    fn a_storage_without_a_name_is_an_error_and_not_passed_over() {
        let error = storage(&serde_json::from_str(r#"{"path":"/d","type":"dir"}"#).unwrap()).unwrap_err();
        assert_eq!(error.to_string(), r#"a storage has no `storage` or no `type`: {"path":"/d","type":"dir"}"#);
    }

    #[test]
    fn a_section_that_lacks_something_is_told_from_a_line_that_is_passed_by() {
        let said = "file /etc/pve/storage.cfg line 6 (skip section 'q'): missing value for required option 'pool'";
        let (line, what) = complaint(said).unwrap();
        assert_eq!((line, missing(what)), (6, Some(("q".to_owned(), "pool".to_owned()))));
        let said = "file /etc/pve/storage.cfg line 9 (skip section 'far'): unsupported type 'gluster'";
        let (line, what) = complaint(said).unwrap();
        assert_eq!((line, missing(what)), (9, None));
        assert_eq!(complaint("cannot open 'tank': dataset does not exist"), None);
    }

    #[test]
    fn the_state_is_the_third_column() {
        let table = "Name         Type     Status     Total (KiB)      Used (KiB) Available (KiB)        %\n\
                     d1            dir     active       264212084        21528248        73757640    8.15%\n\
                     z0        zfspool   inactive               0               0               0    0.00%\n";
        let found: Vec<String> = parse_states(table).iter().map(|(id, state)| format!("{id} {state}")).collect();
        assert_eq!(found, ["d1 active", "z0 inactive"]);
    }
}

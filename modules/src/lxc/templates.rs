//! The templates that containers are created from: where one lies, however it is spelled, and which can be fetched.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;

use crate::command;
use crate::host::{Probe, Way};
use crate::pve::storage::{Storage, Storages};

/// Where a template lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// In the templates of a storage, `STORAGE:vztmpl/FILE`, whether it is there yet or not.
    Volume(String),
    /// In a directory that no storage keeps templates in; `pct create` takes it from there.
    File(String),
}

/// Returns where a template lies that is spelled as a volume, as a path, or as a bare name; or why nobody can tell.
pub(super) fn volume(
    spelling: &str,
    storages: &Storages,
    node: &str,
    host: &dyn Probe,
) -> Result<Result<Place, String>> {
    if spelling.contains(':') {
        return Ok(Ok(Place::Volume(spelling.to_owned())));
    }
    let here = storages.by_id.iter().filter(|(_, storage)| storage.why_not_here(node).is_none());
    let holders: Vec<(&String, &Storage)> = here.filter(|(_, storage)| storage.content().contains("vztmpl")).collect();
    let directory = |(id, storage): &(&String, &Storage)| storage.path(id).map(|path| path.join("template/cache"));
    let volume = |id: &str, file: &str| Ok(Place::Volume(format!("{id}:vztmpl/{file}")));
    if let Some((parent, file)) = spelling.rsplit_once('/') {
        let holds = |holder: &&(&String, &Storage)| directory(holder).as_deref() == Some(Path::new(parent));
        if let Some((id, _)) = holders.iter().find(holds) {
            return Ok(volume(id, file));
        }
        let is_there = spelling.starts_with('/') && host.stat(Path::new(spelling))?.is_some();
        let why = || format!("there is no file {spelling}, and no storage keeps its templates there");
        return Ok(if is_there { Ok(Place::File(spelling.to_owned())) } else { Err(why()) });
    }
    for holder in &holders {
        if let Some(directory) = directory(holder)
            && host.stat(&directory.join(spelling))?.is_some()
        {
            return Ok(volume(holder.0, spelling));
        }
    }
    let ids: Vec<&str> = holders.iter().map(|(id, _)| id.as_str()).collect();
    Ok(match ids[..] {
        [only] => volume(only, spelling),
        [] => Err("no storage holds templates (content vztmpl)".to_owned()),
        _ => Err(format!("it could be fetched to each of {}", ids.join(", "))),
    })
}

/// Where `pveam` keeps the lists, and their names (pve-manager 9.2, `PVE::APLInfo`).
const LISTS: [&str; 2] =
    ["/var/lib/pve-manager/apl-info/download.proxmox.com", "/var/lib/pve-manager/apl-info/releases.turnkeylinux.org"];

/// Returns the names of all templates that can be fetched; none if no list was ever fetched, which says nothing of any name.
pub(super) fn available(host: &dyn Probe) -> Result<BTreeSet<String>> {
    if host.way() == Way::Cli {
        let query = command::pveam_available();
        let output = host.query(&query)?;
        output.ensure_success(&query)?;
        return Ok(second_words(&output.stdout_text()));
    }
    let mut names = BTreeSet::new();
    for list in LISTS {
        let bytes = host.read(Path::new(list))?.unwrap_or_default();
        names.extend(locations(&String::from_utf8_lossy(&bytes)));
    }
    Ok(names)
}

/// `pveam available` prints a section, a name and an architecture in each line.
fn second_words(text: &str) -> BTreeSet<String> {
    text.lines().filter_map(|line| line.split_whitespace().nth(1)).map(str::to_owned).collect()
}

/// A list has records of `Key: value` lines; a template's name is the end of its `Location`.
fn locations(text: &str) -> impl Iterator<Item = String> {
    let locations = text.lines().filter_map(|line| line.strip_prefix("Location:"));
    locations.filter_map(|location| location.trim().rsplit('/').next()).map(str::to_owned)
}

/// Returns the name that was probably meant: the one that begins alike for longest, of those the newest.
pub(super) fn nearest<'a>(wished: &str, names: &'a BTreeSet<String>) -> Option<&'a str> {
    let alike = |name: &str| name.bytes().zip(wished.bytes()).take_while(|(one, other)| one == other).count();
    let nearest = names.iter().max_by_key(|name| alike(name))?;
    (alike(nearest) >= LEAST_ALIKE).then_some(nearest.as_str())
}

/// How many letters at the beginning make two names alike: `debian`, `ubuntu`, `alpine`.
const LEAST_ALIKE: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> BTreeSet<String> {
        locations(text).collect()
    }

    #[test]
    fn a_name_is_the_end_of_a_location() {
        let list = "Package: pve-web-news\nVersion: 1\nDescription: none\n\nPackage: debian-12-standard\nVersion: 12.7-1\n\
                    Location: system/debian-12-standard_12.7-1_amd64.tar.zst\n\nPackage: mail\n\
                    Location: http://mirror.example/x/mail.tar.gz\n";
        let expected = ["debian-12-standard_12.7-1_amd64.tar.zst", "mail.tar.gz"];
        assert_eq!(names(list).into_iter().collect::<Vec<_>>(), expected);
        assert!(names("").is_empty());
        let told = second_words("system          alpine.tar.xz            amd64\n");
        assert_eq!(told.into_iter().collect::<Vec<_>>(), ["alpine.tar.xz"]);
    }

    #[test]
    fn the_nearest_name_begins_alike_and_is_the_newest() {
        let names: BTreeSet<String> =
            ["ubuntu-22.04-a.tar.zst", "ubuntu-24.04-a.tar.zst", "ubuntu-24.04-b.tar.zst", "debian.tar.zst"]
                .map(str::to_owned)
                .into();
        assert_eq!(nearest("ubuntu-24.04-standard", &names), Some("ubuntu-24.04-b.tar.zst"));
        assert_eq!(nearest("ubuntu-22.04-z", &names), Some("ubuntu-22.04-a.tar.zst"));
        assert_eq!(nearest("fedora.tar.xz", &names), None);
        assert_eq!(nearest("fedora.tar.xz", &BTreeSet::new()), None);
    }
}

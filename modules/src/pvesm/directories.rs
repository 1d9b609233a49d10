//! Where the contents of a storage lie below its own directory, and why no two of them may lie together.

use std::collections::BTreeMap;

use super::refusal;
use crate::plan::Refusal;
use crate::pve::storage::{Storage, split_list};
use crate::pve::storage_types::Kind;

/// The options that decide it.
pub(super) const OPTIONS: [&str; 2] = ["content", "content-dirs"];

/// Where each content lies unless `content-dirs` says otherwise (`%vtype_subdirs` of pve-storage 9.1).
const USUAL: [(&str, &str); 7] = [
    ("backup", "dump"),
    ("images", "images"),
    ("import", "import"),
    ("iso", "template/iso"),
    ("rootdir", "private"),
    ("snippets", "snippets"),
    ("vztmpl", "template/cache"),
];

/// Refuses a wish after which two contents would lie in one directory: `pvesm set` takes it, and nobody can activate the storage
/// from then on (`activate_storage` of pve-storage 9.1, read). And a content that is given two: Proxmox keeps the last.
pub(super) fn refuse(kind: &Kind, wished: &BTreeMap<&str, String>, present: Option<&Storage>) -> Option<Refusal> {
    if !OPTIONS.iter().any(|option| wished.contains_key(option)) || !kind.options.contains(&"content-dirs") {
        return None;
    }
    let found = |option: &str| present.and_then(|present| present.options.get(option)).map(String::as_str);
    let then = |option: &str| wished.get(option).map(String::as_str).or_else(|| found(option));
    let directories = then("content-dirs").unwrap_or_default();
    let shown = found("content-dirs").unwrap_or("nothing");
    let refuse = |why: String, remedy: &str| Some(refusal("content-dirs", directories, shown, why, remedy));
    let mut chosen: BTreeMap<&str, &str> = USUAL.into_iter().collect();
    let given = split_list(directories);
    let given: Vec<(&str, &str)> = given.iter().filter_map(|part| part.split_once('=')).collect();
    for (index, (content, directory)) in given.iter().enumerate() {
        if given[..index].iter().any(|(other, _)| other == content) {
            return refuse(format!("{content} is given two directories"), "wish one of them");
        }
        chosen.insert(content, directory);
    }
    let contents = match then("content") {
        Some(list) if !list.is_empty() => split_list(list),
        _ => kind.default_content.iter().map(ToString::to_string).collect(),
    };
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for (content, directory) in chosen.into_iter().filter(|(content, _)| contents.contains(*content)) {
        if let Some(other) = taken.insert(plain(directory), content) {
            let why = format!("{other} and {content} would both lie in {directory}: Proxmox uses no such storage");
            return refuse(why, "give each a directory of its own");
        }
    }
    None
}

/// Returns a path without what changes nothing in it: `./a//b/` is `a/b`.
fn plain(path: &str) -> String {
    path.split('/').filter(|part| !matches!(*part, "" | ".")).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pve::storage_types;

    fn why(wished: &[(&str, &str)], present: &[(&str, &str)]) -> Option<String> {
        let wished = wished.iter().map(|(option, value)| (*option, (*value).to_owned())).collect();
        let options = present.iter().map(|(option, value)| ((*option).to_owned(), (*value).to_owned())).collect();
        let present = Storage { kind: "dir".to_owned(), options };
        refuse(storage_types::kind("dir").unwrap(), &wished, Some(&present)).map(|refusal| refusal.why)
    }

    #[test]
    fn no_two_contents_lie_together() {
        let both = |directory: &str| {
            Some(format!("iso and vztmpl would both lie in {directory}: Proxmox uses no such storage"))
        };
        assert_eq!(why(&[("content", "iso,vztmpl"), ("content-dirs", "iso=a,vztmpl=./a/")], &[]), both("./a/"));
        assert_eq!(
            why(&[("content-dirs", "iso=template/cache")], &[("content", "vztmpl,iso")]),
            both("template/cache")
        );
        let there = [("content", "iso"), ("content-dirs", "iso=template//cache")];
        assert_eq!(why(&[("content", "iso,vztmpl")], &there), both("template/cache"));
        for fine in [
            &[("content", "iso,vztmpl"), ("content-dirs", "iso=a,vztmpl=a/b")][..],
            &[("content", "iso"), ("content-dirs", "iso=template/cache")],
            &[("content-dirs", "iso=images")],
            &[("content", "iso,vztmpl"), ("content-dirs", "")],
            &[("path", "/srv")],
        ] {
            assert_eq!(why(fine, &[("content", "iso")]), None, "{fine:?}");
        }
    }

    #[test]
    fn a_content_has_one_directory() {
        let said = Some("iso is given two directories".to_owned());
        assert_eq!(why(&[("content-dirs", "iso=a,backup=b,iso=c")], &[]), said);
    }
}

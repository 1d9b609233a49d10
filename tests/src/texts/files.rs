//! Files that Phoenix edits by itself: an edit touches its own bytes and no other.

use std::collections::BTreeSet;

use phoenix_modules::plan::{Action, Edit};
use phoenix_modules::resource::Resource as _;
use phoenix_modules::zfs_parameter::{Desired, ZfsParameter};
use serde_json::json;

use super::Altered;

const MODPROBE: &str = "/etc/modprobe.d/phoenix-zfs.conf";

/// A file of `/etc/modprobe.d`: one value is replaced where it stands, or one line appended, and then it counts.
pub(super) fn modprobe(bytes: &[u8]) {
    let wish: Desired =
        serde_json::from_value(json!({ "name": "zfs_arc_max", "value": "4294967296" })).expect("a wish");
    let Some(text) = edited(&wish, bytes) else { return };
    let before = std::str::from_utf8(bytes).expect("a file that is not UTF-8 is never written");
    assert_one_place_differs(before, &text, "4294967296");
    assert_eq!(edited(&wish, text.as_bytes()), None, "{text:?} is not as wished");
}

/// Returns the file as it is written; `None` if it stays.
fn edited(wish: &Desired, bytes: &[u8]) -> Option<String> {
    let wishes = std::slice::from_ref(wish);
    let observed = Altered::with(|host| ZfsParameter::inspect(wishes, &host.file(MODPROBE, bytes)).remove(0));
    let observed = match observed {
        Ok(observed) => observed,
        Err(error) => {
            assert!(std::str::from_utf8(bytes).is_err() && format!("{error:#}").contains(MODPROBE), "{error:#}");
            return None;
        }
    };
    let steps = ZfsParameter::compare(wish, &observed).steps;
    let edit = steps.iter().find_map(|step| match &step.action {
        Action::Edit { edit: edit @ Edit::Whole { .. }, .. } => Some(edit.clone()),
        _ => None,
    })?;
    Some(edit.apply(&String::from_utf8_lossy(bytes)).expect("it is the text that was compared"))
}

/// All that comes before and behind the one place is as it was, and the place holds the value.
fn assert_one_place_differs(before: &str, after: &str, value: &str) {
    let same = before.bytes().zip(after.bytes()).take_while(|(one, other)| one == other).count();
    let limit = before.len().min(after.len()) - same;
    let tail =
        before.bytes().rev().zip(after.bytes().rev()).take(limit).take_while(|(one, other)| one == other).count();
    let place = after.find(value).expect("the value stands in the file");
    assert!(same <= after.rfind(value).unwrap_or(place) + value.len(), "{before:?} {after:?}");
    // With a carriage return for a line end modprobe takes all the file for one value. Words end at blanks and tabs alone.
    let gone = before[floor(before, same)..before.len() - tail].split('\r').next().unwrap_or_default();
    let word = gone.replace("\\\n", "");
    assert!(!word.contains([' ', '\t', '\n']), "more than one word, {gone:?}, is lost: {before:?} {after:?}");
}

fn floor(text: &str, mut index: usize) -> usize {
    while !text.is_char_boundary(index) {
        index -= 1;
    }
    index
}

/// Lines of a container's main section: appending them and taking them out again is the identity.
pub(super) fn container_edit(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let line = "lxc.mount.auto: sys:rw".to_owned();
    let append = Edit::Lines { found: Vec::new(), remove: BTreeSet::new(), append: vec![line.clone()] };
    let Ok(once) = append.apply(text) else { return };
    assert_eq!(once.matches(&line).count(), text.matches(&line).count() + 1);
    let main = phoenix_modules::pve::guest_config::parse(&once).main.raw;
    assert!(main.iter().any(|(key, value)| format!("{key}: {value}") == line), "{once:?}");
    if text.contains(&line) {
        return;
    }
    let remove = Edit::Lines { found: vec![line], remove: BTreeSet::from([0]), append: Vec::new() };
    let back = remove.apply(&once).expect("the line is there");
    assert!(
        back == text || back.trim_end_matches('\n') == text.trim_end_matches('\n') || has_open_end(text),
        "{text:?} {back:?}"
    );
}

/// The last line of the main section has no line end, which it gets.
fn has_open_end(text: &str) -> bool {
    !text.ends_with('\n')
}

//! Firewall files: their lines are the file, what a line says can be written, and a wish touches nothing but its own.

use phoenix_modules::firewall::fuzzing::{Line, Meaning, lines};
use phoenix_modules::firewall::{Desired, Firewall, Scope};
use phoenix_modules::plan::{Action, Edit, Plan};
use phoenix_modules::resource::Resource as _;
use serde_json::{Value, json};

use super::Altered;

/// `cluster.fw`.
pub(super) fn cluster(bytes: &[u8]) {
    hold(Scope::Cluster, "/etc/pve/firewall/cluster.fw", bytes);
}

/// `host.fw`.
pub(super) fn node(bytes: &[u8]) {
    hold(Scope::Node, "/etc/pve/nodes/pve1/host.fw", bytes);
}

/// `ID.fw`.
pub(super) fn guest(bytes: &[u8]) {
    hold(Scope::Guest, "/etc/pve/firewall/101.fw", bytes);
}

fn hold(scope: Scope, path: &str, bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        assert_lines_are_the_file(text, scope);
    }
    let wish = super::chosen(bytes, &wishes(scope)).clone();
    let wish: Desired = serde_json::from_value(wish).expect("the wishes below can be read");
    let Some(text) = written(&planned(&wish, path, bytes), bytes) else { return };
    let before = std::str::from_utf8(bytes).expect("a file that is not UTF-8 is never written");
    assert_only_what_is_wished_is_touched(&wish, before, &text);
    let again = planned(&wish, path, text.as_bytes());
    assert!(again.steps.is_empty(), "{again:?} is still wanted of\n{text}");
    assert!(again.refusals.is_empty(), "{again:?}");
}

fn wishes(scope: Scope) -> Vec<Value> {
    let rule =
        |comment: &str| json!({ "type": "in", "action": "ACCEPT", "proto": "tcp", "dport": "80", "comment": comment });
    match scope {
        Scope::Cluster => vec![
            json!({ "scope": "cluster", "policy_out": "ACCEPT" }),
            json!({ "scope": "cluster", "aliases": { "lan": "10.9.0.0/16" } }),
            json!({ "scope": "cluster", "ipsets": { "office": { "entries": ["10.0.0.1", "10.0.0.0/24"], "comment": "x" } } }),
            json!({ "scope": "cluster", "rules": [{ "type": "in", "action": "ACCEPT" }, rule("a")] }),
            json!({ "scope": "cluster", "groups": { "web": { "rules": [rule("b")] } } }),
            json!({ "scope": "cluster", "options": { "ebtables": "" } }),
        ],
        Scope::Node => vec![
            json!({ "scope": "node", "enable": true }),
            json!({ "scope": "node", "options": { "log_level_in": "info", "nosmurfs": "" } }),
            json!({ "scope": "node", "rules": [rule("a")] }),
        ],
        Scope::Guest => vec![
            json!({ "scope": "guest", "ctid": 101, "enable": true, "policy_in": "DROP" }),
            json!({ "scope": "guest", "ctid": 101, "aliases": { "lan": "10.9.0.0/16" } }),
            json!({ "scope": "guest", "ctid": 101, "ipsets": { "office": { "entries": [] } } }),
            json!({ "scope": "guest", "ctid": 101, "rules": [] }),
            json!({ "scope": "guest", "ctid": 101, "rules": [rule("a"), { "type": "out", "action": "DROP" }] }),
        ],
    }
}

fn planned(wish: &Desired, path: &str, bytes: &[u8]) -> Plan {
    let wishes = std::slice::from_ref(wish);
    let observed = Altered::with(|host| Firewall::inspect(wishes, &host.file(path, bytes)).remove(0));
    Firewall::compare(wish, &observed.expect("any file can be looked at"))
}

/// Returns the file as the plan writes it; `None` if it writes nothing.
fn written(plan: &Plan, bytes: &[u8]) -> Option<String> {
    let edit = |step: &phoenix_modules::plan::Step| match &step.action {
        Action::Edit { edit: edit @ Edit::Whole { .. }, .. } => edit.clone(),
        other => panic!("{other} is no writing of the file"),
    };
    let edits: Vec<Edit> = plan.steps.iter().map(edit).collect();
    let [edit] = &edits[..] else { return None };
    Some(edit.apply(&String::from_utf8_lossy(bytes)).expect("it is the text that was compared"))
}

fn assert_lines_are_the_file(text: &str, scope: Scope) {
    let lines = lines(text, scope);
    assert_eq!(lines.iter().map(|line| line.text.as_str()).collect::<String>(), text);
    for Line { text, section, meaning, written } in &lines {
        let Some(written) = written else { continue };
        // Of an option or alias that is there twice the last counts, so that is what is written of both.
        let one = self::lines(&format!("{section}\n{written}\n"), scope);
        assert_eq!(one.len(), 2, "{written:?} of {text:?} is no line");
        assert_eq!((&one[1].meaning, one[1].written.as_ref()), (meaning, Some(written)), "{text:?}");
    }
}

/// Returns whether a wish may change or take away such a line.
fn is_managed(wish: &Desired, line: &Line) -> bool {
    let is_of = |names: Option<Vec<String>>, word: &str| {
        names.into_iter().flatten().any(|name| line.section == format!("[{word} {name}]"))
    };
    let of_set = is_of(wish.ipsets.as_ref().map(|sets| sets.keys().cloned().collect()), "IPSET");
    let of_group = is_of(wish.groups.as_ref().map(|groups| groups.keys().cloned().collect()), "group");
    let of_rules = wish.rules.is_some() && line.section == "[RULES]";
    match &line.meaning {
        Meaning::Option(name) => {
            let own = [
                ("enable", wish.enable.is_some()),
                ("policy_in", wish.policy_in.is_some()),
                ("policy_out", wish.policy_out.is_some()),
            ];
            own.contains(&(name, true)) || wish.options.contains_key(name)
        }
        Meaning::Alias(name) => wish.aliases.as_ref().is_some_and(|aliases| aliases.contains_key(name)),
        Meaning::Header => of_set || of_group,
        Meaning::Entry | Meaning::EntryAgain => of_set,
        Meaning::Rule => of_rules || of_group,
        Meaning::Blank | Meaning::Comment | Meaning::PassedBy => false,
    }
}

/// What is not managed stands in the new text, in its order. A line of managed rules that is not understood becomes a comment;
/// a rule that moves takes the comments above it along. A file without content goes; DOS line ends go with the first writing.
fn assert_only_what_is_wished_is_touched(wish: &Desired, before: &str, after: &str) {
    let before = before.strip_prefix('\u{feff}').unwrap_or(before);
    let has_rules = wish.rules.is_some() || wish.groups.is_some();
    let plain = |text: &str| text.trim_end_matches('\n').trim_end_matches('\r').to_owned();
    let mut rest: Vec<String> = after.split_inclusive('\n').map(plain).collect();
    for line in lines(&before.replace("\r\n", "\n"), wish.scope) {
        let is_empty = matches!(line.meaning, Meaning::Blank | Meaning::Header);
        if is_managed(wish, &line) || (after.is_empty() && is_empty) {
            continue;
        }
        let text = plain(&line.text);
        let is_it = |other: &String| *other == text || (has_rules && other.strip_prefix("# ") == Some(&*text));
        let place = rest.iter().position(is_it);
        let place = place.unwrap_or_else(|| panic!("{text:?} of\n{before}\nis lost in\n{after}"));
        if has_rules {
            rest.remove(place);
        } else {
            rest.drain(..=place);
        }
    }
}

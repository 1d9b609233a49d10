//! What a person should know beside the difference: what is written and not active, what is not understood, what is lost.

use std::collections::BTreeSet;

use super::inspect::{CLUSTER_FW, uses_nftables};
use super::text::{Kind, Line, Parsed, Section};
use super::values::FirewallFile;
use super::wish::Wished;
use super::{Guest, Observed, Scope};
use crate::names::Ctid;
use crate::plan::{Note, NoteKind};

/// What some editors write before the first line.
pub(crate) const BYTE_ORDER_MARK: char = '\u{feff}';

/// How many lines a note names.
const MOST_LINES: usize = 8;

/// Returns what is to be said of the file as it is, whatever is wished.
pub(crate) fn about_the_file(observed: &Observed) -> Vec<Note> {
    let mut notes = Vec::new();
    let path = observed.path.display();
    let mut warn = |text: String| notes.push(Note::new(NoteKind::Warning, text));
    let file = &observed.file;
    if has_dos_line_ends(&observed.text) {
        let counts = if file.file == FirewallFile::default() { "nothing of it counts" } else { "not all of it counts" };
        let strict = if uses_nftables(&observed.node_file) {
            " to pve-firewall; proxmox-firewall (nftables) reads it"
        } else {
            ""
        };
        warn(format!("{path} has DOS line ends: Proxmox does not recognize its sections, so {counts}{strict}"));
        return notes;
    }
    if observed.text.starts_with(BYTE_ORDER_MARK) {
        warn(format!("{path} begins with a byte order mark: Proxmox does not recognize its first line"));
    }
    let above = file.lines.iter().enumerate().filter(|(_, line)| names_what_is_below(line));
    let above: Vec<String> = above.map(|(index, _)| format!("line {}", index + 1)).collect();
    if !above.is_empty() {
        let more = above.len().saturating_sub(MOST_LINES);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        warn(format!(
            "what these lines of {path} name is defined further down: {}{more}; Proxmox reads from the top and does not find it, \
             so they are in error and do nothing until [ALIASES] and [IPSET ...] stand above them",
            above[..above.len().min(MOST_LINES)].join(", ")
        ));
    }
    if !file.warnings.is_empty() {
        let lines: Vec<(usize, String)> =
            file.warnings.iter().map(|warning| (warning.line, warning.text.clone())).collect();
        let consequence = if uses_nftables(&observed.node_file) {
            "proxmox-firewall (nftables) refuses such a file and leaves its old rules in place"
        } else {
            "it passes them by, and its next write of the file drops them"
        };
        warn(format!("Proxmox does not understand these lines of {path}: {}; {consequence}", listed(&lines)));
    }
    let blocks = file.warnings.iter().find(|warning| warning.text.starts_with("invalid rule type"));
    if let Some(warning) = blocks {
        let line = warning.line;
        warn(format!(
            "line {line} of {path} is a rule of an unknown type: while it stands there, no web interface and no pvesh can \
             write the file"
        ));
    }
    let strict = refused_by_nftables(file);
    if uses_nftables(&observed.node_file) && !strict.is_empty() {
        warn(format!(
            "proxmox-firewall (nftables) refuses {path} as a whole and leaves its old rules in place, because of {}",
            listed(&strict)
        ));
    }
    notes
}

/// Returns the notes for lines that a write turns into comments.
pub(crate) fn about_comments(observed: &Observed, after: &Parsed) -> Vec<Note> {
    let is_of_rules = |section: &Section| matches!(section, Section::Rules | Section::Group(_));
    let lines = observed.file.lines.iter().filter(|line| line.kind == Kind::PassedBy && is_of_rules(&line.section));
    let still = |text: &str| after.lines.iter().any(|line| line.kind == Kind::PassedBy && line.text.trim() == text);
    let turned: Vec<&str> = lines.map(|line| line.text.trim()).filter(|text| !still(text)).collect();
    if turned.is_empty() || has_dos_line_ends(&observed.text) {
        return Vec::new();
    }
    let text = format!(
        "these lines of {} never counted and become comments: {}",
        observed.path.display(),
        turned.iter().take(MOST_LINES).map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", ")
    );
    vec![Note::new(NoteKind::Info, text)]
}

/// Returns why what is written, or will be, does not work yet.
pub(crate) fn about_effect(wished: &Wished, observed: &Observed, after: &FirewallFile, scope: Scope) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut say = |text: String| notes.push(Note::new(NoteKind::Info, text));
    if wished.option("enable") == Some("0") || !wished.is_about_packets() {
        return notes;
    }
    let cluster = if scope == Scope::Cluster { after } else { &observed.cluster_file.file };
    let is_on = cluster.options.get("enable").is_some_and(|value| value == "1");
    let will_be_on = observed.will_be_on && scope != Scope::Cluster;
    if !is_on && !will_be_on {
        let found = cluster.options.get("enable").map_or("not written", String::as_str);
        let stamp = if found.len() > 1 && found != "not written" {
            ", a time stamp: it is on for 60 s after that second and off ever since"
        } else {
            ""
        };
        say(format!("written, not active: the cluster's firewall is off (`enable` of {CLUSTER_FW} is {found}{stamp})"));
    }
    if scope != Scope::Cluster && after.options.get("enable").map(String::as_str) == Some("0") {
        say(format!("written, not active: `enable` of {} is 0", observed.path.display()));
    } else if scope == Scope::Guest && !after.options.contains_key("enable") {
        say(format!("written, not active: {} has no `enable: 1`", observed.path.display()));
    }
    if let Guest::Here { filtered, .. } = &observed.guest
        && filtered.is_empty()
    {
        say("written, not active: no network interface of the guest has firewall=1".to_owned());
    }
    if observed.is_applied == Some(false) {
        let service = if uses_nftables(&observed.node_file) { "proxmox-firewall" } else { "pve-firewall" };
        say(format!("written, not active: {service} does not run (`systemctl status {service}`)"));
    }
    notes
}

/// Returns which guests begin to be filtered when the cluster's firewall is switched on.
pub(crate) fn about_guests(observed: &Observed, after: &FirewallFile, scope: Scope) -> Option<Note> {
    let is_on = |file: &FirewallFile| file.options.get("enable").is_some_and(|value| value == "1");
    let switches_on = scope == Scope::Cluster && !is_on(&observed.file.file) && is_on(after);
    let waiting = observed.waiting.as_ref().filter(|_| switches_on)?;
    let list = |guests: &[Ctid]| {
        let named: Vec<String> = guests.iter().take(MOST_LINES).map(ToString::to_string).collect();
        let more = guests.len().saturating_sub(MOST_LINES);
        if more == 0 { named.join(", ") } else { format!("{} and {more} more", named.join(", ")) }
    };
    let text = match (waiting.running.as_slice(), waiting.elsewhere.as_slice()) {
        ([], []) => return None,
        (here, []) => format!("guests that run begin to be filtered by it: {}", list(here)),
        ([], there) => format!("guests of other nodes begin to be filtered by it, if they run: {}", list(there)),
        (here, there) => {
            format!(
                "guests that run begin to be filtered by it: {}; of other nodes, if they run: {}",
                list(here),
                list(there)
            )
        }
    };
    Some(Note::new(NoteKind::Info, text))
}

/// Returns when a write is felt.
pub(crate) fn about_time(observed: &Observed) -> Note {
    let text = if uses_nftables(&observed.node_file) {
        "proxmox-firewall applies a written file within 5 s (`journalctl -u proxmox-firewall` tells if it refuses one)"
    } else {
        "pve-firewall applies a written file within 10 s; until then `pve-firewall status` says `pending changes`"
    };
    Note::new(NoteKind::Info, text)
}

/// Returns the notes for groups that wished rules name and the cluster has not: Proxmox accepts such a rule, and it does
/// nothing.
pub(crate) fn about_groups(wished: &Wished, cluster: &FirewallFile) -> Vec<Note> {
    let missing = wished.groups_used().filter(|name| !cluster.groups.contains_key(&name.to_ascii_lowercase()));
    let text = |name: &str| format!("no such security group '{name}' in {CLUSTER_FW}: its rule does nothing");
    missing.map(|name| Note::new(NoteKind::Warning, text(name))).collect()
}

/// Returns whether lines end as DOS ends them, so that no section header matches.
pub(crate) fn has_dos_line_ends(text: &str) -> bool {
    text.contains("\r\n")
}

fn names_what_is_below(line: &Line) -> bool {
    match &line.kind {
        Kind::Rule(rule) => rule.names_what_is_below,
        Kind::Entry(entry) => entry.names_what_is_below,
        _ => false,
    }
}

/// Returns the text as it is written: without what keeps Proxmox from recognizing its sections.
pub(crate) fn recognizable(text: &str) -> String {
    text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text).replace("\r\n", "\n")
}

fn listed(lines: &[(usize, String)]) -> String {
    let named: Vec<String> = lines.iter().take(MOST_LINES).map(|(line, why)| format!("line {line} ({why})")).collect();
    let more = lines.len().saturating_sub(MOST_LINES);
    if more == 0 { named.join(", ") } else { format!("{} and {more} more", named.join(", ")) }
}

/// Returns the lines that the lenient reader understands and the strict one does not: it takes no repeated option, alias,
/// set or group, no `[group` and `[IPSET` in another case, no option in upper case, no `group` rule in lower case, and the
/// last `#` of a line as the beginning of the comment.
fn refused_by_nftables(file: &Parsed) -> Vec<(usize, String)> {
    let mut seen: BTreeSet<(&Section, &str)> = BTreeSet::new();
    let mut refused = Vec::new();
    for (index, line) in file.lines.iter().enumerate() {
        let text = line.text.trim();
        let why = match &line.kind {
            Kind::Blank | Kind::Comment | Kind::PassedBy | Kind::Entry(_) => None,
            Kind::Header if !is_exact_header(text, &line.section) => Some("the case of its header"),
            Kind::Header if !matches!(line.section, Section::IpSet(_) | Section::Group(_)) => None,
            Kind::Option(name) if !text.starts_with(name.as_str()) => Some("an option not in lower case"),
            Kind::Rule(_) if text.matches('#').count() > 1 => Some("a # in the comment"),
            Kind::Rule(_) if text.trim_start_matches('|').starts_with(['g', 'G']) && !text.contains("GROUP") => {
                Some("`group` in lower case")
            }
            Kind::Rule(_) => None,
            Kind::Header => (!seen.insert((&line.section, ""))).then_some("it is there twice"),
            Kind::Option(name) | Kind::Alias(name) => {
                (!seen.insert((&line.section, name))).then_some("it is there twice")
            }
        };
        refused.extend(why.map(|why| (index + 1, why.to_owned())));
    }
    refused
}

fn is_exact_header(text: &str, section: &Section) -> bool {
    match section {
        Section::IpSet(_) => text.starts_with("[IPSET"),
        Section::Group(_) => text.starts_with("[group"),
        Section::Nowhere | Section::Options | Section::Aliases | Section::Rules => true,
    }
}

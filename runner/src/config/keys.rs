//! What becomes of each key: listed as not managed, or warned about because nobody knows it.

mod table;

use super::finding::{Finding, NotManaged, Topic};
use super::json::{Node, Value};
use super::place::Place;

pub(super) use self::table::{CONTAINER, HYPERVISOR, LXC};

/// What becomes of a key.
#[derive(Debug, Clone, Copy)]
enum Meaning {
    /// Read, or part of something that is listed as a whole.
    Known,
    /// Read or not, something it asks for is not managed.
    NotManaged(Topic),
}

/// A key of an object.
#[derive(Debug)]
struct Key {
    /// A name; `vllm_*` stands for all that begin so.
    name: &'static str,
    meaning: Meaning,
    /// The keys of the objects below it, `None` if they are nobody's business.
    inside: Option<&'static Level>,
}

/// The keys of one kind of object.
#[derive(Debug)]
pub(super) struct Level {
    keys: &'static [Key],
    others: Others,
}

/// What a key means that is not in the table.
#[derive(Debug)]
enum Others {
    /// Probably a slip.
    Unknown,
    /// A name that the owner chose; what is near to a key of the table is a slip.
    Chosen(Option<&'static Level>),
}

impl Key {
    fn is_beginning_of(&self, name: &str) -> bool {
        self.name.strip_suffix('*').is_some_and(|beginning| name.starts_with(beginning))
    }
}

impl Level {
    fn key(&self, name: &str) -> Option<&'static Key> {
        let exact = self.keys.iter().find(|key| key.name == name);
        exact.or_else(|| self.keys.iter().find(|key| key.is_beginning_of(name)))
    }
}

/// Lists what is not managed below a place and warns about keys that nobody knows.
pub(super) fn walk(
    place: &Place<'_>,
    level: &Level,
    resource: &str,
    findings: &mut Vec<Finding>,
    not_managed: &mut Vec<NotManaged>,
) {
    if matches!(place.node.value, Value::Array(_)) {
        let elements = place.elements();
        elements.for_each(|element| walk(&element, level, resource, findings, not_managed));
        return;
    }
    for member in place.node.members() {
        let key = level.key(&member.name);
        let inside = match (key, &level.others) {
            (Some(key), _) => key.inside,
            (None, Others::Chosen(inside)) => *inside,
            (None, Others::Unknown) => None,
        };
        if key.is_none() {
            findings.extend(unknown(&member.name, &place.of(member), level));
        }
        if let Some(Meaning::NotManaged(topic)) = key.map(|key| key.meaning)
            && asks_for_something(&member.node, topic)
        {
            let Place { key, at, .. } = place.of(member);
            not_managed.push(NotManaged { resource: resource.to_owned(), key, at, topic });
        }
        if let Some(inside) = inside {
            walk(&place.of(member), inside, resource, findings, not_managed);
        }
    }
}

/// Returns whether a value asks for anything: `"none"`, `false` and what is empty do not, except that inert keys never do anything.
fn asks_for_something(node: &Node<'_>, topic: Topic) -> bool {
    match &node.value {
        _ if topic == Topic::Inert => true,
        Value::Null | Value::Boolean(false) => false,
        Value::Text(text) => !text.is_empty(),
        Value::Array(elements) => !elements.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::Boolean(true) | Value::Number(_) => true,
    }
}

fn unknown(name: &str, place: &Place<'_>, level: &Level) -> Option<Finding> {
    let suggestion = nearest(name, level);
    if suggestion.is_none() && matches!(level.others, Others::Chosen(_)) {
        return None;
    }
    let rule = if matches!(level.others, Others::Chosen(_)) { "V-53" } else { "V-62" };
    let remedy = suggestion.map(|known| format!("did you mean `{known}`?")).unwrap_or_default();
    Some(Finding::warning(place.at, &place.key, "nothing reads this key").rule(rule).remedy(remedy))
}

/// A key of the files, for those who write about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownKey {
    /// Its path: `zfs.datasets.name`; names that the owner chooses are `<name>`, elements of lists have no place in it.
    pub path: String,
    /// What it is about, if nothing acts on it.
    pub topic: Option<Topic>,
}

/// Returns every key that the files are known to have, the host's first.
pub fn known_keys() -> Vec<KnownKey> {
    let mut found = Vec::new();
    collect(&HYPERVISOR, "", &mut found);
    collect(&LXC, "", &mut found);
    found.push(KnownKey { path: "lxc_configs.<name>".to_owned(), topic: None });
    collect(&CONTAINER, "lxc_configs.<name>.", &mut found);
    found
}

fn collect(level: &Level, before: &str, found: &mut Vec<KnownKey>) {
    for key in level.keys {
        let topic = match key.meaning {
            Meaning::Known => None,
            Meaning::NotManaged(topic) => Some(topic),
        };
        found.push(KnownKey { path: format!("{before}{}", key.name), topic });
        if let Some(inside) = key.inside {
            collect(inside, &format!("{before}{}.", key.name), found);
        }
    }
    if let Others::Chosen(Some(inside)) = level.others {
        found.push(KnownKey { path: format!("{before}<name>"), topic: None });
        collect(inside, &format!("{before}<name>."), found);
    }
}

/// Longer names than this are no slips, and comparing them takes long; the longest key has 26 letters.
const LONGEST_SLIP: usize = 40;

/// Returns the known key that was probably meant: at most two slips away, or beginning alike (`memory` for `memory_mb`).
fn nearest(name: &str, level: &Level) -> Option<&'static str> {
    if name.len() > LONGEST_SLIP {
        return None;
    }
    let similarity = |key: &Key| strsim::jaro_winkler(name, key.name);
    let is_near = |key: &&Key| {
        let slips = strsim::damerau_levenshtein(name, key.name);
        (slips <= 2 && slips * 2 < key.name.len()) || similarity(key) > 0.9
    };
    let near = level.keys.iter().filter(|key| !key.name.ends_with('*')).filter(is_near);
    near.max_by(|one, two| similarity(one).total_cmp(&similarity(two))).map(|key| key.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Configuration, read};

    fn container(text: &str) -> Configuration {
        read(b"{}", format!("{{\"lxc_configs\": {{\"101\": {{{text}}}}}}}").as_bytes()).unwrap()
    }

    fn host(text: &str) -> Configuration {
        read(format!("{{{text}}}").as_bytes(), b"{\"lxc_configs\": {}}").unwrap()
    }

    fn topics(configuration: &Configuration) -> Vec<(String, Topic)> {
        let entries = configuration.not_managed.iter().chain(&configuration.inert);
        entries.map(|entry| (entry.key.clone(), entry.topic)).collect()
    }

    fn suggestion(configuration: &Configuration, key: &str) -> Option<String> {
        configuration
            .findings
            .iter()
            .find(|finding| finding.key == key && finding.message == "nothing reads this key")
            .map(|finding| finding.remedy.clone())
    }

    #[test]
    fn a_slip_is_answered_with_the_key_that_was_meant() {
        for (slip, meant) in
            [("memmory_mb", "memory_mb"), ("memory", "memory_mb"), ("core", "cores"), ("dependancies", "dependencies")]
        {
            let configuration = container(&format!("\"{slip}\": 1"));
            assert_eq!(
                suggestion(&configuration, &format!("lxc_configs.101.{slip}")),
                Some(format!("did you mean `{meant}`?"))
            );
        }
        let inside = container("\"network_config\": {\"brige\": \"vmbr0\"}");
        assert_eq!(suggestion(&inside, "lxc_configs.101.network_config.brige").unwrap(), "did you mean `bridge`?");
    }

    #[test]
    fn a_strange_key_warns_without_a_suggestion() {
        assert_eq!(suggestion(&container("\"zzz\": 1"), "lxc_configs.101.zzz").unwrap(), "");
        assert_eq!(suggestion(&container("\"xy\": 1"), "lxc_configs.101.xy").unwrap(), "");
    }

    #[test]
    fn names_that_the_owner_chooses_are_not_unknown_unless_nearly_known() {
        let configuration = host(
            r#""tests": {"mine": [], "hypervisor_health_.check": []}, "shared_volumes": {"ssl": {"host_path": "/a", "mount": {}}, "firewal": {}}"#,
        );
        assert_eq!(suggestion(&configuration, "tests.mine"), None);
        assert_eq!(
            suggestion(&configuration, "tests.hypervisor_health_.check").unwrap(),
            "did you mean `hypervisor_health_check`?"
        );
        assert_eq!(suggestion(&configuration, "shared_volumes.ssl.mount").unwrap(), "did you mean `mounts`?");
        assert_eq!(suggestion(&configuration, "shared_volumes.firewal").unwrap(), "did you mean `firewall`?");
    }

    #[test]
    fn what_is_asked_for_and_not_managed_is_listed_under_its_resource() {
        let configuration = container(
            r#""features": ["docker"], "vllm_model": "m", "ports": [], "is_template": true, "enable_lifecycle_snapshots": true, "template_snapshot_name": "base""#,
        );
        let key = |name: &str| format!("lxc_configs.101.{name}");
        let expected = [("vllm_model", Topic::Application), ("ports", Topic::Inert)];
        assert_eq!(topics(&configuration), expected.map(|(name, topic)| (key(name), topic)));
        assert!(configuration.not_managed.iter().all(|entry| entry.resource == "lxc/101"));
    }

    #[test]
    fn what_asks_for_nothing_is_not_listed() {
        let configuration = container(r#""features": "nesting=1", "is_template": false, "vllm_model": null"#);
        assert_eq!(topics(&configuration), []);
    }

    #[test]
    fn the_hosts_sections_are_listed_with_their_topics() {
        let configuration = host(
            r#""zfs": {"pools": [{"name": "p"}], "datasets": [{"pool": "p", "name": "d", "storage_class": "x"}], "arc_max_gb": 32},
               "shared_volumes": {"ssl": {}}, "nfs": {"exports": []}, "samba": {"user": "u"}, "behavior": {}"#,
        );
        let listed: Vec<Topic> = topics(&configuration).into_iter().map(|(_, topic)| topic).collect();
        let expected = [Topic::Nfs, Topic::Samba, Topic::Inert, Topic::Inert];
        assert_eq!(listed, expected);
        assert!(configuration.not_managed.iter().all(|entry| entry.resource == "host"));
    }

    #[test]
    fn inert_keys_are_listed_apart_also_below_what_is_not_managed() {
        let configuration = host(
            r#""network": {"default_subnet": "10.0.0.0/24", "hostname": "p"}, "zfs": {"datasets": []}, "version": "1""#,
        );
        let inert: Vec<_> = configuration.inert.iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(inert, ["network.default_subnet", "version"]);
        assert_eq!(configuration.not_managed.iter().map(|entry| entry.topic).collect::<Vec<_>>(), [Topic::Network]);
        assert_eq!(container(r#""ports": []"#).inert.len(), 1);
    }

    #[test]
    fn lists_in_lists_need_little_stack() {
        let lists = "[".repeat(400) + &"]".repeat(400);
        assert_eq!(container(&format!("\"vllm_model\": {lists}")).not_managed.len(), 1);
    }

    #[test]
    fn no_level_has_a_key_twice() {
        for level in [&HYPERVISOR, &LXC, &CONTAINER] {
            for (index, key) in level.keys.iter().enumerate() {
                assert!(level.keys[..index].iter().all(|earlier| earlier.name != key.name), "{}", key.name);
            }
        }
    }
}

//! The simulated `pvesh`: the firewall's options and rules, of the cluster, a node and a guest, as Proxmox VE 9.2 has them.

use crate::perl::property::Format;
use crate::perl::{self, Arguments, Kind, Parameter, REFUSED, Verb, formats};
use crate::world::{Answer, World};

mod file;
mod rules;

use file::File;

const PATH: Parameter = Parameter::new("api_path", Kind::Text(formats::anything));
const FORMAT: Parameter = Parameter::new("output-format", Kind::Words(&["text", "json", "json-pretty", "yaml"]));
const POLICIES: &[&str] = &["ACCEPT", "REJECT", "DROP"];
const LEVELS: &[&str] = &["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug", "nolog"];

const CREATE: Verb = Verb {
    usage: "pvesh create <api_path> --action <string> --type <string> [OPTIONS] [FORMAT_OPTIONS]",
    positionals: &[PATH],
    options: &[rules::OPTIONS],
};

const DELETE: Verb =
    Verb { usage: "pvesh delete <api_path> [OPTIONS] [FORMAT_OPTIONS]", positionals: &[PATH], options: &[] };

const GET: Verb =
    Verb { usage: "pvesh get <api_path> [OPTIONS] [FORMAT_OPTIONS]", positionals: &[PATH], options: &[&[FORMAT]] };

static RATE_LIMIT: Format = Format {
    default_key: Some("enable"),
    required: &["enable"],
    keys: &[("burst", Kind::Integer(0, i64::MAX)), ("enable", Kind::Boolean), ("rate", Kind::Text(formats::rate))],
};

const SET: Verb = Verb {
    usage: "pvesh set <api_path> [OPTIONS] [FORMAT_OPTIONS]",
    positionals: &[PATH],
    options: &[&[
        Parameter::new("delete", Kind::List(formats::anything)),
        Parameter::new("dhcp", Kind::Boolean),
        Parameter::new("ebtables", Kind::Boolean),
        Parameter::new("enable", Kind::Integer(0, i64::MAX)),
        Parameter::new("ipfilter", Kind::Boolean),
        Parameter::new("log_level_in", Kind::Words(LEVELS)),
        Parameter::new("log_level_out", Kind::Words(LEVELS)),
        Parameter::new("log_ratelimit", Kind::Properties(&RATE_LIMIT)),
        Parameter::new("macfilter", Kind::Boolean),
        Parameter::new("ndp", Kind::Boolean),
        Parameter::new("policy_forward", Kind::Words(&["ACCEPT", "DROP"])),
        Parameter::new("policy_in", Kind::Words(POLICIES)),
        Parameter::new("policy_out", Kind::Words(POLICIES)),
        Parameter::new("radv", Kind::Boolean),
    ]],
};

/// Whose firewall.
enum Scope {
    Cluster,
    Node(String),
    Guest(String),
}

/// What of it.
enum What {
    Options,
    Rules,
    Rule(usize),
}

impl Scope {
    fn path(&self) -> String {
        match self {
            Self::Cluster => "/etc/pve/firewall/cluster.fw".to_owned(),
            Self::Node(node) => format!("/etc/pve/nodes/{node}/host.fw"),
            Self::Guest(vmid) => format!("/etc/pve/firewall/{vmid}.fw"),
        }
    }

    fn lock(&self) -> String {
        match self {
            Self::Cluster => "firewall-cluster".to_owned(),
            Self::Node(node) => format!("firewall-host-{node}"),
            Self::Guest(vmid) => format!("firewall-vm-{vmid}"),
        }
    }

    fn read(&self, world: &World) -> File {
        File::parse(&world.read(&self.path()).unwrap_or_default())
    }

    fn write(&self, world: &mut World, file: &File) -> Answer {
        if let Some(kind) = &file.unknown_type {
            return Answer::failed(
                perl::FAILED,
                format!("unknown rule type '{kind}' at /usr/share/perl5/PVE/Firewall.pm"),
            );
        }
        match file.text(world) {
            nothing if nothing.is_empty() => world.files.remove(self.path()),
            text => world.files.write(self.path(), text),
        }
        Answer::silent()
    }
}

/// Runs `pvesh` with these arguments.
pub fn run(world: &mut World, arguments: &[&str]) -> Answer {
    let Some((name, rest)) = arguments.split_first() else {
        return perl::no_such_verb("pvesh", None, USAGE);
    };
    let verb = match *name {
        "create" => &CREATE,
        "delete" => &DELETE,
        "get" => &GET,
        "set" => &SET,
        other => return perl::other_verb("pvesh", other, USAGE),
    };
    if let Some(text) = world.take_fault(&format!("pvesh {name}")) {
        return Answer::failed(perl::FAILED, text);
    }
    world.take_time(&format!("pvesh {name}"));
    let arguments = match perl::parse(world, verb, rest) {
        Ok(arguments) => arguments,
        Err(answer) => return answer,
    };
    let path = arguments.positionals.first().map_or("", String::as_str);
    let Some((scope, what)) = resource(path) else {
        return Answer::failed(REFUSED, format!("No '{name}' handler defined for '{}'", path.trim_matches('/')));
    };
    if *name != "get" && world.is_cluster_locked(&scope.lock()) {
        let waiting = format!("trying to acquire cfs lock '{}' ...\n", scope.lock()).repeat(9);
        let sentence = format!("{waiting}cfs-lock '{}' error: got lock request timeout", scope.lock());
        return Answer::failed(17, sentence);
    }
    match (*name, what) {
        ("create", What::Rules) => create(world, &scope, &arguments),
        ("delete", What::Rule(position)) => delete(world, &scope, position),
        ("get", what) => get(world, &scope, &what),
        ("set", What::Options) => set(world, &scope, &arguments),
        _ => Answer::failed(REFUSED, format!("No '{name}' handler defined for '{}'", path.trim_matches('/'))),
    }
}

const USAGE: &str = "       pvesh create <api_path> [OPTIONS] [FORMAT_OPTIONS]
       pvesh delete <api_path> [OPTIONS] [FORMAT_OPTIONS]
       pvesh get <api_path> [OPTIONS] [FORMAT_OPTIONS]
       pvesh ls <api_path> [OPTIONS] [FORMAT_OPTIONS]
       pvesh set <api_path> [OPTIONS] [FORMAT_OPTIONS]
       pvesh usage <api_path> [OPTIONS]
";

/// Reads a path of the API: `/nodes/pve1/lxc/101/firewall/rules/3`.
fn resource(path: &str) -> Option<(Scope, What)> {
    let (whose, what) = path.trim_matches('/').split_once("firewall/")?;
    let whose: Vec<&str> = whose.split('/').filter(|part| !part.is_empty()).collect();
    let scope = match whose[..] {
        ["cluster"] => Scope::Cluster,
        ["nodes", node] => Scope::Node(node.to_owned()),
        ["nodes", _, "lxc" | "qemu", vmid] => Scope::Guest(vmid.to_owned()),
        _ => return None,
    };
    let what = match what.split_once('/') {
        None if what == "options" => What::Options,
        None if what == "rules" => What::Rules,
        Some(("rules", position)) => What::Rule(position.parse().ok()?),
        _ => return None,
    };
    Some((scope, what))
}

/// A new rule stands on top, wherever it was asked to stand.
fn create(world: &mut World, scope: &Scope, arguments: &Arguments) -> Answer {
    match rules::line(arguments, scope) {
        Ok(line) => {
            let mut file = scope.read(world);
            file.rules.insert(0, line);
            scope.write(world, &file)
        }
        Err((name, complaint)) => perl::refuse_one(world, &CREATE, name, &complaint),
    }
}

fn delete(world: &mut World, scope: &Scope, position: usize) -> Answer {
    let mut file = scope.read(world);
    if position >= file.rules.len() {
        return no_rule(position);
    }
    file.rules.remove(position);
    scope.write(world, &file)
}

fn no_rule(position: usize) -> Answer {
    Answer::failed(perl::FAILED, format!("no rule at position {position}"))
}

fn get(world: &World, scope: &Scope, what: &What) -> Answer {
    let file = scope.read(world);
    let mut rules = file.rules.iter().enumerate().filter_map(|(position, line)| rules::shown(line, position));
    let shown = match what {
        What::Options => serde_json::json!(file.options),
        What::Rules => rules.collect(),
        What::Rule(position) => match rules.nth(*position) {
            Some(rule) => rule,
            None => return no_rule(*position),
        },
    };
    Answer::printed(format!("{shown}\n"))
}

fn set(world: &mut World, scope: &Scope, arguments: &Arguments) -> Answer {
    let mut file = scope.read(world);
    for name in perl::split_list(arguments.get("delete").unwrap_or_default()) {
        if perl::find(SET.options, name).is_none() {
            return perl::refuse_one(world, &SET, "delete", &format!("no such option '{name}'"));
        }
        file.options.remove(name);
    }
    let given = arguments.options.iter().filter(|(name, _)| *name != "delete");
    file.options.extend(given.map(|(name, value)| (name.clone(), value.clone())));
    scope.write(world, &file)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::SimHost;

    const RULES: &str = "/nodes/pve1/lxc/101/firewall/rules";

    fn rules(host: &SimHost) -> String {
        host.world().read("/etc/pve/firewall/101.fw").unwrap_or_default()
    }

    #[test]
    fn a_rule_stands_on_top_and_is_off_unless_it_is_enabled() {
        let host = SimHost::blank();
        host.type_in(&format!("pvesh create {RULES} --type in --action ACCEPT --enable 1 --comment first"));
        host.type_in(&format!(
            "pvesh create {RULES} --pos 9 --type out --action DROP --proto tcp --dport 80,443 --dest 10.0.0.1"
        ));
        assert_eq!(rules(&host), "[RULES]\n\n|OUT DROP -dest 10.0.0.1 -p tcp -dport 80,443\nIN ACCEPT # first\n\n");
        assert_eq!(host.type_in(&format!("pvesh delete {RULES}/0")), Answer::silent());
        assert_eq!(rules(&host), "[RULES]\n\nIN ACCEPT # first\n\n");
        assert_eq!(
            host.type_in(&format!("pvesh get {RULES}")).stdout,
            "[{\"action\":\"ACCEPT\",\"comment\":\"first\",\"enable\":1,\"pos\":0,\"type\":\"in\"}]\n"
        );
        host.type_in(&format!("pvesh delete {RULES}/0"));
        assert!(!host.world().files.exists(Path::new("/etc/pve/firewall/101.fw")));
        assert_eq!(host.type_in(&format!("pvesh delete {RULES}/0")).stderr, "no rule at position 0\n");
    }

    #[test]
    fn a_file_with_a_rule_of_an_unknown_type_cannot_be_written() {
        let host = SimHost::blank().with_file("/etc/pve/firewall/101.fw", "[RULES]\nSIDEWAYS ACCEPT\n");
        let answer = host.type_in(&format!("pvesh create {RULES} --type in --action ACCEPT"));
        assert!(answer.stderr.starts_with("unknown rule type 'sideways' at "), "{answer:?}");
        assert_eq!(rules(&host), "[RULES]\nSIDEWAYS ACCEPT\n");
    }

    #[test]
    fn what_makes_no_rule_is_refused() {
        let host = SimHost::blank();
        let said = |words: &str| {
            let answer = host.type_in(&format!("pvesh create {RULES} {words}"));
            assert_eq!(answer.status, REFUSED, "{words}");
            answer.stderr.lines().nth(1).unwrap_or_default().to_owned()
        };
        assert_eq!(said("--type in"), "action: property is missing and it is not optional");
        assert_eq!(said("--type in --action accept"), "action: unknown action 'accept'");
        assert_eq!(said("--type forward --action DROP"), "type: invalid rule type 'forward' for rule_env 'ct'");
        let no_proto = said("--type in --action DROP --dport 80");
        assert_eq!(no_proto, "proto: missing property - 'dport' requires this property");
        let backwards = said("--type in --action DROP --proto tcp --dport 90:80");
        assert_eq!(backwards, "dport: invalid format - backwards range '90:80' not allowed, did you mean '80:90'?");
        assert_eq!(said("--type in --action DROP --source web"), "source: no such alias 'web'");
        let interface = said("--type in --action DROP --iface eth0");
        assert_eq!(interface, "iface: value does not match the regex pattern 'net\\d+'");
        let taken = said("--type in --action DROP --macro ssh --proto tcp --dport 80");
        assert_eq!(taken, "dport: parameter 'dport' already define in macro (value = '22')");
        assert_eq!(rules(&host), "");
    }

    #[test]
    fn options_are_set_and_deleted_and_a_held_lock_is_waited_for() {
        let host = SimHost::blank();
        host.type_in("pvesh set /cluster/firewall/options --enable 1 --policy_in DROP");
        let text = host.world().read("/etc/pve/firewall/cluster.fw").unwrap();
        assert!(text.contains("enable: 1\n") && text.contains("policy_in: DROP\n"), "{text}");
        host.type_in("pvesh set /cluster/firewall/options --delete enable,policy_in");
        assert_eq!(host.world().read("/etc/pve/firewall/cluster.fw"), None);
        let unknown = host.type_in("pvesh set /cluster/firewall/options --delete foo");
        assert!(unknown.stderr.contains("delete: no such option 'foo'"));
        host.world_mut().files.make_directory(Path::new("/etc/pve/priv/lock/firewall-cluster"));
        assert_eq!(host.type_in("pvesh set /cluster/firewall/options --enable 1").status, 17);
    }
}

//! `.../firewall/options`: read, set, deleted; and what there is of a firewall. A time stamp stands for the `enable` of the
//! cluster that is more than 1.

use serde_json::{Value, json};

use super::{Scope, digest, read, refuse_modified, write};
use crate::perl::{Kind, Parameter, formats, split_list};
use crate::pvesh::rule::LEVELS;
use crate::pvesh::{Died, FORMAT, GET, Method, Outcome, SET, Session, spec};

const POLICIES: Kind = Kind::Words(&["ACCEPT", "REJECT", "DROP"]);
const LEVEL: Kind = Kind::Words(LEVELS);
const ANY_NUMBER: Kind = Kind::Integer(i64::MIN, i64::MAX);

const CLUSTER: &[Parameter] = &[
    Parameter::new("ebtables", Kind::Boolean),
    Parameter::new("enable", Kind::Integer(0, i64::MAX)),
    Parameter::new("log_ratelimit", Kind::Properties(&spec::RATE_LIMIT)),
    Parameter::new("policy_forward", Kind::Words(&["ACCEPT", "DROP"])),
    Parameter::new("policy_in", POLICIES),
    Parameter::new("policy_out", POLICIES),
];

const NODE: &[Parameter] = &[
    Parameter::new("enable", Kind::Boolean),
    Parameter::new("log_level_forward", LEVEL),
    Parameter::new("log_level_in", LEVEL),
    Parameter::new("log_level_out", LEVEL),
    Parameter::new("log_nf_conntrack", Kind::Boolean),
    Parameter::new("ndp", Kind::Boolean),
    Parameter::new("nf_conntrack_allow_invalid", Kind::Boolean),
    Parameter::new("nf_conntrack_helpers", spec::HELPERS),
    Parameter::new("nf_conntrack_max", Kind::Integer(32768, i64::MAX)),
    Parameter::new("nf_conntrack_tcp_timeout_established", Kind::Integer(7875, i64::MAX)),
    Parameter::new("nf_conntrack_tcp_timeout_syn_recv", Kind::Integer(30, 60)),
    Parameter::new("nftables", Kind::Boolean),
    Parameter::new("nosmurfs", Kind::Boolean),
    Parameter::new("protection_synflood", Kind::Boolean),
    Parameter::new("protection_synflood_burst", ANY_NUMBER),
    Parameter::new("protection_synflood_rate", ANY_NUMBER),
    Parameter::new("smurf_log_level", LEVEL),
    Parameter::new("tcp_flags_log_level", LEVEL),
    Parameter::new("tcpflags", Kind::Boolean),
];

const GUEST: &[Parameter] = &[
    Parameter::new("dhcp", Kind::Boolean),
    Parameter::new("enable", Kind::Boolean),
    Parameter::new("ipfilter", Kind::Boolean),
    Parameter::new("log_level_in", LEVEL),
    Parameter::new("log_level_out", LEVEL),
    Parameter::new("macfilter", Kind::Boolean),
    Parameter::new("ndp", Kind::Boolean),
    Parameter::new("policy_in", POLICIES),
    Parameter::new("policy_out", POLICIES),
    Parameter::new("radv", Kind::Boolean),
];

const CHANGE: &[Parameter] =
    &[Parameter::new("delete", Kind::List(each_option)), Parameter::new("digest", spec::DIGEST)];

fn each_option(list: &str) -> Result<(), String> {
    split_list(list).into_iter().try_for_each(formats::configuration_id)
}

const fn set_of(scope: fn(&Scope) -> bool, options: &'static [&'static [Parameter]]) -> Method {
    Method { verb: "set", place: "options", scope, required: &[], options, usage: SET, run: set }
}

const fn get_of(place: &'static str, scope: fn(&Scope) -> bool, run: fn(&mut Session<'_>) -> Outcome) -> Method {
    Method { verb: "get", place, scope, required: &[], options: &[FORMAT], usage: GET, run }
}

pub(super) const METHODS: &[Method] = &[
    get_of("options", is_not_of_the_cluster, get),
    set_of(|scope| *scope == Scope::Cluster, &[FORMAT, CLUSTER, CHANGE]),
    set_of(|scope| matches!(scope, Scope::Node(_)), &[FORMAT, NODE, CHANGE]),
    set_of(|scope| matches!(scope, Scope::Guest(..)), &[FORMAT, GUEST, CHANGE]),
    get_of("options", is_of_the_cluster, fail),
    get_of("", is_of_the_cluster, fail),
    get_of("", is_not_of_the_cluster, index),
    get_of("macros", is_of_the_cluster, fail),
];

fn is_of_the_cluster(scope: &Scope) -> bool {
    *scope == Scope::Cluster
}

fn is_not_of_the_cluster(scope: &Scope) -> bool {
    *scope != Scope::Cluster
}

/// What takes no parameter at all cannot be asked for: a bug of `pvesh` of pve-manager 9.2.
fn fail(_: &mut Session<'_>) -> Outcome {
    let bug = "unknown schema type (not an object?)
Compilation failed in require at /usr/bin/pvesh line 6.
BEGIN failed--compilation aborted at /usr/bin/pvesh line 6.";
    Err(Died::Because(bug.to_owned()))
}

fn index(session: &mut Session<'_>) -> Outcome {
    let names: &[&str] = match session.scope {
        Scope::Guest(..) => &["rules", "aliases", "ipset", "refs", "options"],
        _ => &["rules", "options", "log"],
    };
    Ok(Some(names.iter().map(|name| json!({ "name": name })).collect()))
}

/// Results are not checked here: what stands in the file is shown.
fn get(session: &mut Session<'_>) -> Outcome {
    let options = read(session)?.own.options;
    let number = |name: &str, value: &str| value.parse::<i64>().ok().filter(|_| name != "ips_queues");
    let value = |name: &str, value: &str| number(name, value).map_or_else(|| json!(value), Value::from);
    let entries = options.iter().map(|(name, text)| (name.clone(), value(name, text)));
    let mut shown = Value::Object(entries.collect());
    shown["digest"] = digest([&options]).into();
    Ok(Some(shown))
}

fn known(scope: &Scope) -> &'static [Parameter] {
    match scope {
        Scope::Cluster => CLUSTER,
        Scope::Node(_) => NODE,
        Scope::Guest(..) => GUEST,
    }
}

fn set(session: &mut Session<'_>) -> Outcome {
    let known = known(&session.scope);
    let mut file = read(session)?.own;
    refuse_modified(session, &digest([&file.options]))?;
    for name in split_list(session.arguments.get("delete").unwrap_or_default()) {
        if !known.iter().any(|parameter| parameter.name == name) {
            return Err(Died::parameter("delete", format!("no such option '{name}'")));
        }
        file.options.remove(name);
    }
    for (name, value) in &session.arguments.options {
        if known.iter().any(|parameter| parameter.name == name) {
            let is_stamp = name == "enable" && value.parse::<i64>().is_ok_and(|number| number > 1);
            let value = if is_stamp { session.world.state.clock.to_string() } else { value.clone() };
            file.options.insert(name.clone(), value);
        }
    }
    write(session, &file)
}

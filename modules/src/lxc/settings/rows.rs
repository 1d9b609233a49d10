//! Every row of the table: which spellings are equal, what is typed, when it is felt, what `pct` would refuse.

use super::tests::{NOTHING, desired, typed};
use super::*;
use crate::pve::guest_config::parse;

/// Of one setting: a wish, files that are equal to it, files that are not, and what is typed then.
struct Sample {
    wish: &'static str,
    equal: &'static [&'static str],
    differing: &'static [&'static str],
    typed: &'static str,
    effect: Effect,
}

#[rustfmt::skip]
const SAMPLES: &[Sample] = &[
    Sample { wish: r#"{"hostname": "Web"}"#, equal: &["hostname: Web"], differing: &["", "hostname: web"], typed: "hostname Web", effect: Effect::AtRestart },
    Sample { wish: r#"{"memory_mb": 512}"#, equal: &["", "memory: 512", "memory: 0512"], differing: &["memory: 513"], typed: "memory 512", effect: Effect::Live },
    Sample { wish: r#"{"memory_mb": 16}"#, equal: &["memory: 16"], differing: &[""], typed: "memory 16", effect: Effect::Live },
    Sample { wish: r#"{"swap_mb": 512}"#, equal: &["", "swap: 512"], differing: &["swap: 0"], typed: "swap 512", effect: Effect::Live },
    Sample { wish: r#"{"swap_mb": 0}"#, equal: &["swap: 0"], differing: &[""], typed: "swap 0", effect: Effect::Live },
    Sample { wish: r#"{"cores": 1}"#, equal: &["cores: 1"], differing: &["", "cores: 2"], typed: "cores 1", effect: Effect::Live },
    Sample { wish: r#"{"cores": 8192}"#, equal: &["cores: 8192"], differing: &[""], typed: "cores 8192", effect: Effect::Live },
    Sample { wish: r#"{"cpulimit": "2.5"}"#, equal: &["cpulimit: 2.50"], differing: &["", "cpulimit: 2"], typed: "cpulimit 2.5", effect: Effect::Live },
    Sample { wish: r#"{"cpulimit": "0"}"#, equal: &["", "cpulimit: 0", "cpulimit: 0.0"], differing: &["cpulimit: 1"], typed: "cpulimit 0", effect: Effect::Live },
    Sample { wish: r#"{"cpulimit": "8192"}"#, equal: &["cpulimit: 8192"], differing: &[""], typed: "cpulimit 8192", effect: Effect::Live },
    Sample { wish: r#"{"cpuunits": 100}"#, equal: &["", "cpuunits: 100"], differing: &["cpuunits: 1024"], typed: "cpuunits 100", effect: Effect::Live },
    Sample { wish: r#"{"cpuunits": 20000}"#, equal: &["cpuunits: 10000"], differing: &["", "cpuunits: 9999"], typed: "cpuunits 20000", effect: Effect::Live },
    Sample { wish: r#"{"nameserver": ["1.1.1.1", "fe80::1%eth0"]}"#, equal: &["nameserver: 1.1.1.1 fe80::1%eth0", "nameserver: 1.1.1.1,fe80::1%eth0"], differing: &["", "nameserver: fe80::1%eth0 1.1.1.1"], typed: "nameserver 1.1.1.1 fe80::1%eth0", effect: Effect::AtRestart },
    Sample { wish: r#"{"nameserver": []}"#, equal: &["", "nameserver: "], differing: &["nameserver: 1.1.1.1"], typed: "delete nameserver", effect: Effect::AtRestart },
    Sample { wish: r#"{"searchdomain": ["a.example,b.example"]}"#, equal: &["searchdomain: a.example b.example"], differing: &["", "searchdomain: a.example"], typed: "searchdomain a.example b.example", effect: Effect::AtRestart },
    Sample { wish: r#"{"searchdomain": [""]}"#, equal: &[""], differing: &["searchdomain: a"], typed: "delete searchdomain", effect: Effect::AtRestart },
    Sample { wish: r#"{"onboot": false}"#, equal: &["", "onboot: 0", "onboot: No"], differing: &["onboot: on"], typed: "onboot 0", effect: Effect::Live },
    Sample { wish: r#"{"onboot": true}"#, equal: &["onboot: yes"], differing: &["", "onboot: 0"], typed: "onboot 1", effect: Effect::Live },
    Sample { wish: r#"{"startup": " 5 "}"#, equal: &["startup: 5", "startup: order=5", "startup: up=1,order=05"], differing: &["", "startup: order=6"], typed: "startup order=5", effect: Effect::Live },
    Sample { wish: r#"{"startup": "order=2,up=5,down=6"}"#, equal: &["startup: down=6,2,up=5"], differing: &["", "startup: 2,up=5", "startup: order=2,up=5,down=5"], typed: "startup order=2,up=5,down=6", effect: Effect::Live },
    Sample { wish: r#"{"startup": ""}"#, equal: &["", "startup: "], differing: &["startup: 1"], typed: "delete startup", effect: Effect::Live },
    Sample { wish: r#"{"features": {"nesting": "on"}}"#, equal: &["features: nesting=yes", "features: fuse=1,nesting=1"], differing: &["", "features: nesting=0"], typed: "features nesting=1", effect: Effect::AtRestart },
    Sample { wish: r#"{"features": {"keyctl": "off", "fuse": "0", "mknod": "no", "force_rw_sys": "false", "nesting": "0"}}"#, equal: &["", "features: keyctl=0", "features: mount=nfs"], differing: &["features: keyctl=1,fuse=1,mknod=1,force_rw_sys=1,nesting=1"], typed: "features keyctl=0,fuse=0,mknod=0,force_rw_sys=0,nesting=0", effect: Effect::AtRestart },
    Sample { wish: r#"{"features": {"mount": "cifs;nfs"}}"#, equal: &["features: mount=nfs;cifs"], differing: &["", "features: mount=nfs"], typed: "features mount=cifs;nfs", effect: Effect::AtRestart },
    Sample { wish: r#"{"features": {"mount": ""}}"#, equal: &["", "features: nesting=1"], differing: &["features: mount=nfs"], typed: "delete features", effect: Effect::AtRestart },
    Sample { wish: r#"{"features": {}}"#, equal: &["", "features: nesting=1"], differing: &[], typed: "", effect: Effect::AtRestart },
    Sample { wish: r#"{"tags": ["B b", "a", "A"]}"#, equal: &["tags: a;b", "tags: b a", "tags: A;B"], differing: &["", "tags: a"], typed: "tags a;b", effect: Effect::Live },
    Sample { wish: r#"{"tags": []}"#, equal: &["", "tags: "], differing: &["tags: a"], typed: "delete tags", effect: Effect::Live },
    Sample { wish: r#"{"description": "a: 50%\nü\n"}"#, equal: &["#a%3A 50%25\n#%C3%BC", "#a: 50%25\n#ü\n#"], differing: &["", "#a"], typed: "description a: 50%\nü", effect: Effect::Live },
    Sample { wish: r#"{"description": "\n"}"#, equal: &[""], differing: &["#a"], typed: "delete description", effect: Effect::Live },
    Sample { wish: r#"{"arch": "arm64"}"#, equal: &["arch: arm64"], differing: &["", "arch: amd64"], typed: "arch arm64", effect: Effect::AtRestart },
    Sample { wish: r#"{"arch": "amd64"}"#, equal: &["arch: amd64"], differing: &[""], typed: "arch amd64", effect: Effect::AtRestart },
    Sample { wish: r#"{"cmode": "tty"}"#, equal: &["", "cmode: tty"], differing: &["cmode: shell"], typed: "cmode tty", effect: Effect::AtRestart },
    Sample { wish: r#"{"console": true}"#, equal: &["", "console: 1"], differing: &["console: off"], typed: "console 1", effect: Effect::AtRestart },
    Sample { wish: r#"{"debug": false}"#, equal: &["", "debug: 0"], differing: &["debug: 1"], typed: "debug 0", effect: Effect::AtRestart },
    Sample { wish: r#"{"entrypoint": "/sbin/init"}"#, equal: &["", "entrypoint: /sbin/init"], differing: &["entrypoint: /sbin/other"], typed: "entrypoint /sbin/init", effect: Effect::AtRestart },
    Sample { wish: r#"{"entrypoint": ""}"#, equal: &[""], differing: &["entrypoint: /sbin/init"], typed: "delete entrypoint", effect: Effect::AtRestart },
    Sample { wish: r#"{"env": {"A": "x=y"}}"#, equal: &["lxc.environment.runtime: A=x=y"], differing: &["", "lxc.environment.runtime: A=1\nlxc.environment.runtime: B=2"], typed: "env A=x=y", effect: Effect::AtRestart },
    Sample { wish: r#"{"env": {"B": "2", "A": "1"}}"#, equal: &["lxc.environment.runtime: B=2\nlxc.environment.runtime: A=1"], differing: &[], typed: "", effect: Effect::AtRestart },
    Sample { wish: r#"{"env": {}}"#, equal: &[""], differing: &["lxc.environment.runtime: A=1"], typed: "delete env", effect: Effect::AtRestart },
    Sample { wish: r#"{"hookscript": "local:snippets/a.sh"}"#, equal: &["hookscript: local:snippets/a.sh"], differing: &["", "hookscript: local:snippets/b.sh"], typed: "hookscript local:snippets/a.sh", effect: Effect::Live },
    Sample { wish: r#"{"hookscript": ""}"#, equal: &[""], differing: &["hookscript: local:snippets/b.sh"], typed: "delete hookscript", effect: Effect::Live },
    Sample { wish: r#"{"ostype": "debian"}"#, equal: &["ostype: debian"], differing: &["", "ostype: ubuntu"], typed: "ostype debian", effect: Effect::AtRestart },
    Sample { wish: r#"{"protection": false}"#, equal: &["", "protection: 0"], differing: &["protection: 1"], typed: "protection 0", effect: Effect::Live },
    Sample { wish: r#"{"timezone": "host"}"#, equal: &["timezone: host"], differing: &["", "timezone: UTC"], typed: "timezone host", effect: Effect::AtRestart },
    Sample { wish: r#"{"timezone": ""}"#, equal: &[""], differing: &["timezone: UTC"], typed: "delete timezone", effect: Effect::AtRestart },
    Sample { wish: r#"{"tty": 2}"#, equal: &["", "tty: 2"], differing: &["tty: 0"], typed: "tty 2", effect: Effect::AtRestart },
    Sample { wish: r#"{"tty": 6}"#, equal: &["tty: 6"], differing: &[""], typed: "tty 6", effect: Effect::AtRestart },
];

#[test]
fn each_row_knows_what_is_equal_and_types_what_is_not() {
    for Sample { wish, equal, differing, typed: expected, effect } in SAMPLES {
        for config in *equal {
            assert_eq!(typed(wish, config), NOTHING, "{wish} is {config:?}");
        }
        for config in *differing {
            assert_eq!(typed(wish, config), [*expected], "{wish} is not {config:?}");
            let differences = compare(&desired(wish), &parse(config)).differences;
            assert!(differences[0].changes.iter().all(|change| change.effect == *effect), "{wish}");
        }
    }
}

#[test]
fn every_row_that_can_be_wished_has_a_sample() {
    let wished: BTreeSet<String> =
        SAMPLES.iter().flat_map(|sample| wished_options(&desired(sample.wish), &Config::default())).collect();
    let not_here = ["net", "rootfs", "mp", "dev", "unprivileged", "lock", "unused", "template"];
    let rows = ROWS.iter().map(|row| row.option).filter(|option| !not_here.contains(option));
    let idle: Vec<&str> = rows.filter(|option| !wished.contains(*option)).collect();
    assert!(idle.is_empty(), "no sample wishes {idle:?}");
}

#[test]
fn what_pct_would_refuse_is_refused_in_its_words() {
    let pattern = "value does not match the regex pattern";
    for (wish, property, words) in [
        (r#"{"memory_mb": 15}"#, "memory", "value must have a minimum value of 16"),
        (r#"{"cores": 0}"#, "cores", "value must have a minimum value of 1"),
        (r#"{"cores": 8193}"#, "cores", "value must have a maximum value of 8192"),
        (r#"{"cpulimit": "abc"}"#, "cpulimit", "type check ('number') failed - got 'abc'"),
        (r#"{"cpulimit": "8193"}"#, "cpulimit", "value must have a maximum value of 8192"),
        (r#"{"cpulimit": "-1"}"#, "cpulimit", "value must have a minimum value of 0"),
        (r#"{"cpulimit": ""}"#, "cpulimit", "type check ('number') failed - got ''"),
        (r#"{"cpuunits": 500001}"#, "cpuunits", "value must have a maximum value of 500000"),
        (r#"{"nameserver": ["host"]}"#, "nameserver", "invalid format - value does not look like a valid IP address"),
        (r#"{"searchdomain": ["a_b"]}"#, "searchdomain", "invalid format - value does not look like a valid DNS name"),
        (r#"{"startup": "foo=1"}"#, "startup", "invalid format - unable to parse startup options"),
        (r#"{"startup": "order=x"}"#, "startup", "invalid format - unable to parse startup options"),
        (r#"{"startup": "order="}"#, "startup", "invalid format - unable to parse startup options"),
        (r#"{"startup": "1,2"}"#, "startup", "invalid format - unable to parse startup options"),
        (r#"{"features": {"nesting": "2"}}"#, "features.nesting", "type check ('boolean') failed - got '2'"),
        (r#"{"features": {"mount": "nfs/x"}}"#, "features.mount", pattern),
        (r#"{"tags": ["a/b"]}"#, "tags", "invalid format - invalid characters in tag"),
        (r#"{"cmode": "foo"}"#, "cmode", "value 'foo' does not have a value in the enumeration 'shell, console, tty'"),
        (r#"{"cmode": ""}"#, "cmode", "value '' does not have a value in the enumeration 'shell, console, tty'"),
        (r#"{"entrypoint": "a\nb"}"#, "entrypoint", pattern),
        (r#"{"env": {"A-B": "1"}}"#, "env", pattern),
        (r#"{"hookscript": "x"}"#, "hookscript", "invalid format - unable to parse volume ID 'x'"),
        (r#"{"timezone": "Mars/Base"}"#, "timezone", "invalid format - invalid time zone 'Mars/Base'"),
        (r#"{"tty": 7}"#, "tty", "value must have a maximum value of 6"),
    ] {
        let Compared { differences, refusals } = compare(&desired(wish), &parse(""));
        assert!(differences.is_empty(), "{wish} would be typed");
        let [refusal] = &refusals[..] else { panic!("{wish}: {refusals:?}") };
        assert_eq!((refusal.property.as_str(), refusal.why.as_str()), (property, words), "{wish}");
        assert!(!refusal.remedy.is_empty() && refusal.found == "not compared", "{wish}");
    }
    for (wish, property, known) in [
        (r#"{"arch": "sparc"}"#, "arch", "'amd64, i386, arm64, armhf, riscv32, riscv64'"),
        (
            r#"{"ostype": "windows"}"#,
            "ostype",
            "'debian, devuan, ubuntu, centos, fedora, opensuse, archlinux, alpine, gentoo, nixos, unmanaged'",
        ),
        (r#"{"description": "LONG"}"#, "description", "value may only be 8192 characters long"),
        (
            r#"{"features": {"foo": "1"}}"#,
            "features.foo",
            "property is not defined in schema and the schema does not allow additional properties",
        ),
        (
            r#"{"features": {"nesting": "1,fuse"}}"#,
            "features",
            "value without key, but schema does not define a default key",
        ),
        (
            r#"{"features": {"nesting": "1,nesting=0"}}"#,
            "features.nesting",
            "duplicate key in comma-separated list property: nesting",
        ),
    ] {
        let wish = wish.replace("LONG", &"x".repeat(8193));
        let refusals = compare(&desired(&wish), &parse("")).refusals;
        assert_eq!(refusals.len(), 1, "{refusals:?}");
        assert_eq!(refusals[0].property, property);
        assert!(refusals[0].why.contains(known), "{}", refusals[0].why);
    }
}

#[test]
fn one_refused_setting_keeps_no_other_from_being_typed() {
    let wish = desired(r#"{"memory_mb": 1, "cores": 2}"#);
    let Compared { differences, refusals } = compare(&wish, &parse(""));
    assert_eq!((differences.len(), refusals.len()), (1, 1));
}

#[test]
fn several_variables_cannot_be_typed() {
    let wish = desired(r#"{"env": {"A": "1", "B": "2"}}"#);
    let Compared { differences, refusals } = compare(&wish, &parse("lxc.environment.runtime: A=1\n"));
    assert!(differences.is_empty());
    assert_eq!(refusals[0].property, "env");
    assert_eq!(refusals[0].wanted, "A=1 B=2");
    assert!(refusals[0].why.contains("NUL"));
    let one = compare(
        &desired(r#"{"env": {"A": "1"}}"#),
        &parse("lxc.environment.runtime: B=1\nlxc.environment.runtime: C=1\n"),
    );
    assert_eq!(one.differences[0].changes[0].before.as_deref(), Some("B=1 C=1"));
}

#[test]
fn pending_deletes_count_as_deleted() {
    let config = "timezone: UTC\nnameserver: 1.1.1.1\n\n[pve:pending]\ndelete: nameserver,timezone\n";
    assert_eq!(typed(r#"{"timezone": "", "nameserver": []}"#, config), NOTHING);
    assert_eq!(typed(r#"{"timezone": "UTC"}"#, config), ["timezone UTC"]);
}

#[test]
fn what_proxmox_makes_of_a_weight_is_told() {
    let told = |wish| made_of(&desired(wish));
    assert_eq!(told(r#"{"cpuunits": 10001}"#).unwrap(), "of cpuunits 10001 Proxmox VE keeps 10000 (cgroup v2)");
    assert_eq!(told(r#"{"cpuunits": 0}"#).unwrap(), "of cpuunits 0 Proxmox VE keeps 1 (cgroup v2)");
    assert_eq!(told(r#"{"cpuunits": 10000}"#), None);
    assert_eq!(told(r#"{"cpuunits": 1}"#), None);
    assert_eq!(told("{}"), None);
}

#[test]
fn the_table_says_what_is_never_written_and_why() {
    let facts = facts();
    let fact = |name: &str| facts.iter().find(|fact| fact.name == name).unwrap();
    for name in ["lock", "unused", "unused.volume", "template", "net.type"] {
        assert_eq!(fact(name).felt, Felt::Never, "{name}");
    }
    for name in ["unprivileged", "rootfs.volume", "mp.volume"] {
        assert_eq!(fact(name).felt, Felt::AtCreation, "{name}");
    }
    assert_eq!((fact("mp.replicate").default, fact("mp.backup").default), (Some("1"), Some("0")));
    assert!(facts.iter().all(|fact| !fact.source.is_empty()));
    let names: BTreeSet<&str> = facts.iter().map(|fact| fact.name.as_str()).collect();
    assert_eq!(names.len(), facts.len(), "a name has two rows");
}

use super::super::storage_types::{KINDS, kind};
use super::*;

const LIST: &str = include_str!("../../../../tests/data/storage_options.txt");

fn are_equal(of: &str, name: &str, wished: &str, found: Option<&str>) -> bool {
    let kind = kind(of).unwrap();
    normal(kind, name, Some(wished)) == normal(kind, name, found)
}

#[test]
fn every_option_that_pvesm_declares_has_a_row_of_its_form() {
    let lines: Vec<Vec<&str>> =
        LIST.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect()).collect();
    for line in &lines {
        let [name, when, declared, default, least, most, words] = line[..] else { panic!("{line:?}") };
        let option = OPTIONS.iter().find(|option| option.name == name).unwrap_or_else(|| panic!("no row: {name}"));
        let fits = match option.form {
            Form::Boolean => declared == "boolean",
            Form::Integer(first, last) => {
                declared == "integer" && least == first.to_string() && (most == last.to_string() || last == i64::MAX)
            }
            Form::Words(known) => declared == "enum" && words == known.join(","),
            Form::Content => declared == "pve-storage-content-list",
            Form::Nodes => declared == "pve-node-list",
            Form::Directories => declared == "pve-dir-override-list",
            Form::MountOptions => declared == "pve-storage-options",
            Form::Portals => declared == "pve-storage-portal-dns-list",
            Form::Portal => declared == "pve-storage-portal-dns",
            Form::LvmName => declared == "pve-storage-vgname",
            Form::Prune => declared == "prune-backups",
            Form::Limits => declared == "pairs",
            Form::BlockSize => declared == "pve-storage-zfs-blocksize",
            Form::Path => declared == "pve-storage-path",
            Form::Fingerprint => words == "([A-Fa-f0-9]{2}:){31}[A-Fa-f0-9]{2}",
            Form::VolumeId => declared == "pve-volume-id",
            Form::ConfigurationId => declared == "pve-configid",
            Form::Server => declared == "pve-storage-server",
            Form::Short => declared == "string" && most == "256",
            Form::MountPoint => name == "is_mountpoint" && declared == "string",
            Form::Secret => ["encryption-key", "keyring", "master-pubkey", "password"].contains(&name),
            Form::Text => {
                most == "."
                    && declared == "string"
                    && !["encryption-key", "keyring", "master-pubkey", "password", "is_mountpoint"].contains(&name)
            }
        };
        assert!(fits, "{line:?} {:?}", option.form);
        if default != "." && name != "max-protected-backups" {
            let of_schema = parse_boolean(default).map_or(default.to_owned(), |is_set| i32::from(is_set).to_string());
            assert_eq!(option.default, of_schema, "{name}");
        }
        // What `pvesm set` has no option for is fixed for every type that has it.
        if when == "add" {
            let can_change = |kind: &&Kind| kind.options.contains(&name) && !kind.fixed.contains(&name);
            assert!(!KINDS.iter().any(|kind| can_change(&kind)), "{name}");
        }
    }
    assert_eq!(OPTIONS.len(), lines.len());
    assert_eq!(lines.len(), 59);
}

#[test]
fn what_is_not_written_is_the_default() {
    for option in OPTIONS.iter().filter(|option| !option.default.is_empty()) {
        assert!(are_equal("dir", option.name, option.default, None), "{}", option.name);
        assert_eq!(complaint(option.name, option.default), None, "{}", option.name);
    }
    for (name, other) in
        [("shared", "1"), ("mkdir", "0"), ("preallocation", "off"), ("format", "qcow2"), ("is_mountpoint", "yes")]
    {
        assert!(!are_equal("dir", name, other, None), "{name}");
    }
    assert!(are_equal("dir", "disable", "1", Some("")));
    assert!(
        are_equal("dir", "is_mountpoint", "/srv", Some("/srv")) && are_equal("dir", "is_mountpoint", "yes", Some("1"))
    );
    assert!(are_equal("pbs", "port", "8007", Some("8007")) && !are_equal("pbs", "port", "8007", None));
}

#[test]
fn lists_are_sets_and_an_absent_content_is_the_default() {
    assert!(are_equal("dir", "content", "iso,vztmpl", Some("vztmpl,iso")));
    assert!(are_equal("dir", "content", "rootdir,images", None));
    assert!(!are_equal("dir", "content", "images", None));
    assert!(are_equal("dir", "nodes", "pve2 pve1", Some("pve1,pve2")));
    for name in ["nodes", "prune-backups", "bwlimit", "content-dirs", "monhost", "username"] {
        assert!(are_equal("dir", name, "", None), "{name}");
    }
    assert!(are_equal("dir", "prune-backups", "keep-daily=7,keep-last=3", Some("keep-last=3,keep-daily=7")));
    assert!(are_equal("dir", "prune-backups", "keep-all=yes", Some("keep-all=1")));
    assert!(!are_equal("dir", "prune-backups", "keep-last=3", Some("keep-last=4")));
    assert!(are_equal("rbd", "monhost", "10.0.0.1 10.0.0.2", Some("10.0.0.2,10.0.0.1")));
    assert!(are_equal("dir", "bwlimit", "move=1,default=2", Some("default=2,move=1")));
}

#[test]
fn spellings_of_one_value() {
    for (name, wished, found) in [
        ("blocksize", "8K", "8192"),
        ("blocksize", "1m", "1024k"),
        ("path", "/srv/d/", "/srv/d"),
        ("port", "08007", "8007"),
        ("fingerprint", "ab", "AB"),
        ("sparse", "yes", "on"),
        ("sparse", "false", "0"),
        ("unheard-of", "x", "x"),
    ] {
        assert!(are_equal("zfspool", name, wished, Some(found)), "{name}");
    }
    for (name, wished, found) in [
        ("blocksize", "8K", "16k"),
        ("path", "/srv/d", "/srv/e"),
        ("path", "/", "/srv"),
        ("username", "a", "A"),
        ("sparse", "maybe", "1"),
        ("unheard-of", "x", "y"),
    ] {
        assert!(!are_equal("zfspool", name, wished, Some(found)), "{name}");
    }
    assert_eq!(as_typed("sparse", "yes"), "1");
    assert_eq!(as_typed("sparse", "off"), "0");
    assert_eq!(as_typed("username", "yes"), "yes");
    assert!(is_secret("password") && is_secret("keyring") && !is_secret("username") && !is_secret("unheard-of"));
}

#[test]
fn what_pvesm_refuses_is_refused_in_its_words() {
    let long = "x".repeat(257);
    for (name, value, why) in [
        ("sparse", "maybe", "type check ('boolean') failed - got 'maybe'"),
        ("port", "0", "value must have a minimum value of 1"),
        ("port", "65536", "value must have a maximum value of 65535"),
        ("port", "ssh", "type check ('integer') failed - got 'ssh'"),
        ("max-protected-backups", "-2", "value must have a minimum value of -1"),
        ("preallocation", "on", "value 'on' does not have a value in the enumeration 'off, metadata, falloc, full'"),
        ("content", "iso,foo", "invalid format - invalid content type 'foo'"),
        ("content-dirs", "iso=isos,foo=x", "invalid format - invalid content type 'foo'"),
        ("content-dirs", "isos", "invalid format - invalid override 'isos'"),
        ("content-dirs", "iso=../x", "invalid format - invalid override 'iso=../x'"),
        ("options", "soft vers=4", "invalid format - invalid options 'soft vers=4'"),
        ("nodes", "pve1,-x", "invalid format - value does not look like a valid node name"),
        ("nodes", "x-", "invalid format - value does not look like a valid node name"),
        ("nodes", "a_b", "invalid format - value does not look like a valid node name"),
        (
            "prune-backups",
            "keep-all=1,keep-last=3",
            "invalid format - keep-all cannot be set together with other options.",
        ),
        (
            "prune-backups",
            "keep-all=x",
            "invalid format - format error; keep-all: type check ('boolean') failed - got 'x'",
        ),
        (
            "prune-backups",
            "keep-last=x",
            "invalid format - format error; keep-last: type check ('integer') failed - got 'x'",
        ),
        (
            "prune-backups",
            "keep-last=-1",
            "invalid format - format error; keep-last: value must have a minimum value of 0",
        ),
        (
            "prune-backups",
            "keep-best=3",
            "invalid format - format error; keep-best: property is not defined in schema and the schema does not allow additional properties",
        ),
        ("prune-backups", "3", "invalid format - value without key, but schema does not define a default key"),
        ("bwlimit", "move=-1", "invalid format - format error; move: value must have a minimum value of 0"),
        ("bwlimit", "move=inf", "invalid format - format error; move: type check ('number') failed - got 'inf'"),
        ("bwlimit", "move=fast", "invalid format - format error; move: type check ('number') failed - got 'fast'"),
        (
            "bwlimit",
            "copy=1",
            "invalid format - format error; copy: property is not defined in schema and the schema does not allow additional properties",
        ),
        ("bwlimit", "100", "invalid format - value without key, but schema does not define a default key"),
        (
            "blocksize",
            "5k",
            "invalid format - value '5k' is not a valid ZFS blocksize. Must be a power of 2 between 512B and 16MiB (e.g., 4k, 8k, 16k, 64k, 1m).",
        ),
        ("path", "srv", "invalid format - value does not look like a valid absolute path"),
        ("path", "/", "invalid format - value does not look like a valid absolute path"),
        ("path", "/;ls", "invalid format - value does not look like a valid absolute path"),
        ("vgname", "a", "invalid format - lvm name 'a' contains illegal characters"),
        ("vgname", "-vg", "invalid format - lvm name '-vg' contains illegal characters"),
        ("thinpool", "vg_", "invalid format - lvm name 'vg_' contains illegal characters"),
        ("thinpool", "v/g", "invalid format - lvm name 'v/g' contains illegal characters"),
        ("portal", "10.0.0.1:", "invalid format - value does not look like a valid portal address"),
        ("portal", "10.0.0.1:x", "invalid format - value does not look like a valid portal address"),
        ("portal", "[fd00::1]3260", "invalid format - value does not look like a valid portal address"),
        ("portal", "[a_b]", "invalid format - value does not look like a valid portal address"),
        ("monhost", "10.0.0.1,a_b", "invalid format - value does not look like a valid portal address"),
        ("fingerprint", "aa:bb", "value does not match the regex pattern"),
        ("base", "x", "invalid format - unable to parse volume ID 'x'"),
        ("base", ":x", "invalid format - unable to parse volume ID ':x'"),
        ("base", "x:", "invalid format - unable to parse volume ID 'x:'"),
        ("fs-name", "1x", "invalid format - invalid configuration ID '1x'"),
        ("fs-name", "x", "invalid format - invalid configuration ID 'x'"),
        ("fs-name", "x.y", "invalid format - invalid configuration ID 'x.y'"),
        ("server", "a b", "invalid format - value does not look like a valid server name or IP address"),
        ("domain", long.as_str(), "value may only be 256 characters long"),
    ] {
        assert_eq!(complaint(name, value).as_deref(), Some(why), "{name}");
    }
    for bad in ["256", "32m", "+8k", "k", "8kk", "08k", "foo"] {
        assert!(complaint("blocksize", bad).is_some(), "{bad}");
    }
}

#[test]
fn what_pvesm_takes_is_not_complained_of() {
    let fingerprint = vec!["aB"; 32].join(":");
    for (name, value) in [
        ("sparse", "yes"),
        ("port", "1"),
        ("port", "65535"),
        ("max-protected-backups", "-1"),
        ("smbversion", "3.11"),
        ("content", "iso, backup;rootdir"),
        ("nodes", "pve1 pve-2"),
        ("prune-backups", "keep-all=1"),
        ("prune-backups", "keep-all=0,keep-last=3,keep-yearly=0"),
        ("bwlimit", "default=0,move=10.5"),
        ("blocksize", "512"),
        ("blocksize", "16M"),
        ("path", "/srv"),
        ("fingerprint", fingerprint.as_str()),
        ("base", "san:0.0.0.scsi-1"),
        ("fs-name", "ceph_fs-1"),
        ("server", "10.0.0.1"),
        ("server", "fd00::1"),
        ("server", "nas.example.org"),
        ("domain", "WORKGROUP"),
        ("vgname", "vg0"),
        ("thinpool", "a-b_c.d"),
        ("portal", "10.0.0.1:3260"),
        ("portal", "san"),
        ("portal", "[fd00::1]:3260"),
        ("portal", "[san]"),
        ("portal", "fd00::1"),
        ("monhost", "10.0.0.1 ceph.example.org:6789"),
        ("is_mountpoint", "/srv"),
        ("username", "any thing"),
        ("port", ""),
        ("unheard-of", "x"),
    ] {
        assert_eq!(complaint(name, value), None, "{name}={value}");
    }
}

#[test]
fn secrets_are_listed_and_nothing_else() {
    let secrets: Vec<&str> = super::secrets().collect();
    assert!(secrets.contains(&"password") && !secrets.contains(&"path"), "{secrets:?}");
    assert!(secrets.iter().all(|name| super::is_secret(name)));
}

#[test]
fn what_is_not_there_is_absent_and_a_root_keeps_its_slash() {
    let kind = crate::pve::storage_types::kind("dir").unwrap();
    assert_eq!(super::normal(kind, "path", None), super::Normal::Absent);
    assert_eq!(super::normal(kind, "path", Some("/")), super::Normal::Text("/".to_owned()));
    assert_eq!(super::normal(kind, "path", Some("/a/")), super::Normal::Text("/a".to_owned()));
}

#[test]
fn a_volume_id_has_a_storage_and_a_volume() {
    let volumes: Vec<&str> =
        OPTIONS.iter().filter(|option| option.form == Form::VolumeId).map(|option| option.name).collect();
    assert!(!volumes.is_empty());
    for name in volumes {
        for (value, is_good) in [("local:base", true), ("local:", false), (":base", false), ("local", false)] {
            assert_eq!(super::complaint(name, value).is_none(), is_good, "{name}={value}");
        }
    }
}

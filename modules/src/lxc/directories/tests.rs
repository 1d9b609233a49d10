//! What a directory lacks to be shown, what makes it, and whom it is given to.

use super::*;
use crate::plan::Risk;
use crate::pve::guest_config::parse;

fn wish(mount: &str) -> Desired {
    serde_json::from_str(&format!(r#"{{"ctid": 101, "mount_points": [{mount}]}}"#)).unwrap()
}

fn stat(kind: FileKind, canonical: &str, (uid, gid, mode): (u32, u32, u32)) -> Stat {
    Stat { kind, uid, gid, mode, device: None, canonical: PathBuf::from(canonical) }
}

fn there(path: &str, stat: Stat) -> Directories {
    Directories { seen: BTreeMap::from([(path.to_owned(), Seen::There(stat))]), ..Directories::default() }
}

fn missing_below(path: &str, above: &str) -> Directories {
    let stat = Some(stat(FileKind::Directory, above, (0, 0, 0o755)));
    let seen = Seen::Missing { above: PathBuf::from(above), stat, made_for: None };
    Directories { seen: BTreeMap::from([(path.to_owned(), seen)]), ..Directories::default() }
}

fn refused(directories: &Directories, mount: &str) -> Option<String> {
    let refusal = directories.refuse(&wish(mount).mount_points.unwrap()[0], "mp0")?;
    assert!(!refusal.remedy.is_empty());
    Some(refusal.why)
}

fn typed(directories: &Directories, mount: &str, config: &str) -> Vec<String> {
    let Prepared { wish, steps, refusals } = directories.prepare(&wish(mount), &parse(config));
    // What cannot be is not mounted either.
    assert_eq!(wish.mount_points.unwrap().is_empty(), !refusals.is_empty());
    let refusals = refusals.iter().map(|refusal| format!("{}: {}", refusal.property, refusal.why));
    steps.iter().map(|step| step.action.to_string()).chain(refusals).collect()
}

const GUEST: &str = "unprivileged: 1\n";
const NOTHING: [&str; 0] = [];

#[test]
fn only_a_directory_that_no_link_leads_to_is_shown() {
    let own = (0, 0, 0o755);
    let mount = r#"{"target": "/a", "source": "/srv//a/"}"#;
    assert_eq!(refused(&there("/srv//a/", stat(FileKind::Directory, "/srv/a", own)), mount), None);
    let file = refused(&there("/srv//a/", stat(FileKind::File, "/srv/a", own)), mount).unwrap();
    assert!(file.starts_with("directory '/srv//a/' does not exist"), "{file}");
    let link = refused(&there("/srv//a/", stat(FileKind::Directory, "/etc", own)), mount).unwrap();
    assert!(link.contains("leads to /etc"), "{link}");
    // What lies below /dev is a device to Proxmox, whatever it is.
    let device = r#"{"target": "/a", "source": "/dev/sdb1"}"#;
    assert_eq!(refused(&there("/dev/sdb1", stat(FileKind::BlockDevice, "/dev/sdb1", own)), device), None);
}

#[test]
fn a_directory_is_made_where_its_parent_is_and_no_link_leads() {
    let mount = r#"{"target": "/a", "source": "/srv/x/a", "create": true}"#;
    assert_eq!(refused(&missing_below("/srv/x/a", "/srv/x"), mount), None);
    let far = refused(&missing_below("/srv/x/a", "/srv"), mount).unwrap();
    assert_eq!(far, "the directory above it, /srv/x, does not exist");
    let mut by_link = missing_below("/srv/x/a", "/srv/x");
    if let Some(Seen::Missing { stat: Some(stat), .. }) = by_link.seen.get_mut("/srv/x/a") {
        stat.canonical = PathBuf::from("/mnt/elsewhere");
    }
    assert!(refused(&by_link, mount).unwrap().contains("/srv/x leads to /mnt/elsewhere"));
    assert!(refused(&missing_below("/srv/x/a", "/srv/x"), r#"{"target": "/a", "source": "/srv/x/a"}"#).is_some());
}

#[test]
fn nothing_is_made_or_shown_where_its_file_system_is_not_mounted() {
    let mount = r#"{"target": "/a", "source": "/tank/data/1/a", "create": true, "below": "/tank/data/"}"#;
    let mut directories = missing_below("/tank/data/1/a", "/tank");
    assert!(refused(&directories, mount).unwrap().starts_with("nothing is mounted at /tank/data/"));
    directories.expected.insert(PathBuf::from("/tank/data"));
    assert_eq!(refused(&directories, mount), None);
    let mut mounted = missing_below("/tank/data/1/a", "/tank/data");
    mounted.mounted.insert(PathBuf::from("/tank/data"));
    assert_eq!(refused(&mounted, mount), None);
    let outside = r#"{"target": "/a", "source": "/tank/database", "below": "/tank/data"}"#;
    assert!(refused(&missing_below("/tank/database", "/tank"), outside).unwrap().contains("does not lie below"));
}

#[test]
fn a_directory_is_made_for_the_guests_root_unless_somebody_else_is_wished() {
    let missing = missing_below("/srv/a", "/srv");
    let made = |more: &str, config: &str| {
        typed(&missing, &format!(r#"{{"target": "/a", "source": "/srv/a", "create": true{more}}}"#), config)
    };
    assert_eq!(made("", GUEST), ["install -d -o 100000 -g 100000 -m 0755 /srv/a"]);
    assert_eq!(made("", ""), ["install -d -o 0 -g 0 -m 0755 /srv/a"]);
    assert_eq!(made(r#", "uid": 33, "mode": "0700""#, GUEST), ["install -d -o 100033 -g 100000 -m 0700 /srv/a"]);
    assert_eq!(made(r#", "idmap": "passthrough""#, GUEST), ["install -d -o 0 -g 0 -m 0755 /srv/a"]);
    assert_eq!(made(r#", "uid": 70000"#, GUEST), ["mp0.uid: the guest has no such id"]);
    assert!(made(r#", "idmap": "u:0:5:1""#, GUEST)[0].contains("a map of ids of its own"));
    assert!(made(r#", "mode": "755""#, GUEST)[0].starts_with("mp0.mode: "));
    assert_eq!(typed(&missing, r#"{"target": "/a", "source": "/srv/a"}"#, GUEST), NOTHING);
}

#[test]
fn an_owner_is_compared_and_changed_only_where_it_is_wished_and_only_of_the_directory() {
    let found = there("/srv/a", stat(FileKind::Directory, "/srv/a", (0, 0, 0o755)));
    let changed =
        |more: &str| typed(&found, &format!(r#"{{"target": "/a", "source": "/srv/a", "create": true{more}}}"#), GUEST);
    assert_eq!(changed(""), NOTHING);
    assert_eq!(changed(r#", "uid": 33, "gid": 33"#), ["chown 100033:100033 /srv/a"]);
    assert_eq!(changed(r#", "gid": 0, "mode": "0750""#), ["chown 0:100000 /srv/a", "chmod 0750 /srv/a"]);
    assert_eq!(changed(r#", "mode": "0755""#), NOTHING);
    let desired = wish(r#"{"target": "/a", "source": "/srv/a", "uid": 33}"#);
    assert_eq!(found.prepare(&desired, &parse(GUEST)).steps[0].changes[0].risk, Risk::Exposes);
    assert_eq!(found.notes(&wish(r#"{"target": "/a", "source": "/srv/a"}"#), &parse(GUEST)).len(), 1);
    assert!(found.notes(&wish(r#"{"target": "/a", "source": "/srv/a"}"#), &parse("")).is_empty());
}

#[test]
fn what_is_mounted_from_elsewhere_gets_no_directory_made() {
    let missing = missing_below("/srv/a", "/srv");
    let mount = r#"{"target": "/a", "source": "/srv/a", "create": true}"#;
    assert_eq!(typed(&missing, mount, "mp4: /opt,mp=/a\nunprivileged: 1\n"), NOTHING);
    assert_eq!(typed(&missing, mount, "mp4: /srv/a/,mp=/a\nunprivileged: 1\n").len(), 1);
    assert_eq!(typed(&missing, r#"{"target": "/a", "storage": "tank", "size_gb": 1, "uid": 3}"#, GUEST).len(), 1);
}

#[test]
fn a_path_that_may_be_meant_is_named_where_the_one_that_is_written_is_not_there() {
    let mount = r#"{"target": "/a", "source": "/mnt/pve/q/a", "otherwise": "/q/a"}"#;
    let refusal = missing_below("/mnt/pve/q/a", "/mnt").refuse(&wish(mount).mount_points.unwrap()[0], "mp0").unwrap();
    assert!(refusal.remedy.starts_with("write /q/a, which"), "{}", refusal.remedy);
    assert!(refusal.remedy.contains("mount_point_base_maps") && refusal.remedy.contains("`mkdir -p /mnt/pve/q/a`"));
    let mut found = there("/mnt/pve/q/a", stat(FileKind::Directory, "/mnt/pve/q/a", (100_000, 100_000, 0o755)));
    found.mounted.insert(PathBuf::from("/"));
    let notes = |found: &Directories, config: &str| found.notes(&wish(mount), &parse(config)).len();
    assert_eq!((notes(&found, GUEST), notes(&found, "unprivileged: 1\nmp0: /mnt/pve/q/a,mp=/a\n")), (1, 0));
    found.mounted.insert(PathBuf::from("/mnt/pve/q"));
    assert_eq!(notes(&found, GUEST), 0);
}

#[test]
fn no_new_directory_hides_what_lies_where_the_path_was_written() {
    let mount = r#"{"target": "/a", "source": "/q/a", "create": true, "otherwise": "/mnt/pve/q/a"}"#;
    let mut missing = missing_below("/q/a", "/q");
    assert_eq!(refused(&missing, mount), None);
    let keys = stat(FileKind::Directory, "/mnt/pve/q/a", (0, 0, 0o700));
    missing.seen.insert("/mnt/pve/q/a".to_owned(), Seen::There(keys));
    assert!(refused(&missing, mount).unwrap().starts_with("what lies at /mnt/pve/q/a, as it is written"));
    assert_eq!(typed(&missing, mount, GUEST), NOTHING);
}

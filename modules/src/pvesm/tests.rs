use std::path::PathBuf;

use super::*;
use crate::command::Query;
use crate::host::{HostError, Output, Stat};

/// A host of files, and of nothing else.
struct Files(BTreeMap<PathBuf, &'static str>);

impl Probe for Files {
    fn query(&self, _: &Query) -> Result<Output, HostError> {
        unreachable!("storages are files")
    }

    fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, HostError> {
        Ok(self.0.get(path).map(|text| text.as_bytes().to_vec()))
    }

    fn list(&self, _: &Path) -> Result<Option<Vec<String>>, HostError> {
        Ok(None)
    }

    fn stat(&self, _: &Path) -> Result<Option<Stat>, HostError> {
        Ok(None)
    }

    fn read_in_guest(&self, _: &Path, _: &Path) -> Result<Option<Vec<u8>>, HostError> {
        Ok(None)
    }
}

/// A host whose list of guests names 101, which has no file.
fn with_a_vanished_guest() -> Files {
    let files = [
        ("/etc/pve/.version", "{}"),
        ("/etc/pve/.members", r#"{"nodename": "pve1"}"#),
        ("/etc/pve/.vmlist", r#"{"ids": {"101": {"node": "pve1", "type": "lxc"}}}"#),
        (STORAGE_CFG, "dir: files\n\tpath /srv/files\n"),
    ];
    Files(files.into_iter().map(|(path, text)| (PathBuf::from(path), text)).collect())
}

fn inspected(desired: &str) -> Result<Observed> {
    let desired: Desired = serde_json::from_str(desired).unwrap();
    Pvesm::inspect(&[desired], &with_a_vanished_guest()).remove(0)
}

#[test]
fn a_guest_that_vanished_is_not_one_that_does_not_use_it() {
    let error = inspected(r#"{"storage": "files", "state": "absent"}"#).unwrap_err();
    assert_eq!(error.to_string(), "/etc/pve/nodes/pve1/lxc/101.conf vanished while it was looked at; run again");
    assert!(inspected(r#"{"storage": "files", "path": "/srv/other"}"#).is_err());
}

#[test]
fn guests_are_only_read_if_the_definition_has_to_go() {
    assert!(inspected(r#"{"storage": "files", "path": "/srv/files/", "content": ["iso"]}"#).is_ok());
    assert!(inspected(r#"{"storage": "nobody", "state": "absent"}"#).is_ok());
}

#[test]
fn a_volume_is_named_with_and_without_a_key_and_in_snapshots() {
    let names = |config: &str| names_a_volume(config, &"net0".parse().unwrap());
    assert!(names("rootfs: net0:subvol-101-disk-0,size=8G\n"));
    assert!(names("scsi0: cache=none,file=net0:vm-100-disk-0\n"));
    assert!(names("arch: amd64\n\n[before]\nmp0: volume=net0:subvol-101-disk-1,mp=/srv\n"));
    assert!(!names("net0: name=eth0,bridge=vmbr0\n#net0: see net0:9\nrootfs: old-net0:subvol-101-disk-0\n"));
}

//! Raw lines: what the shell wrote into a container's configuration past Proxmox.

use std::collections::BTreeSet;

use super::guest::Guest;
use super::{Ended, Shell, Style, list};

impl Shell<'_> {
    /// `unconfined` takes the lines of a profile out, of every section, which selects Proxmox's own profile (B-07).
    pub(super) fn take_profile_lines_out(&mut self, guest: &Guest<'_>) -> Result<(), Ended> {
        match guest.text("apparmor_profile").as_deref() {
            None => {}
            Some("unconfined") => self.remove_lines(guest.ctid, "lxc.apparmor.profile"),
            Some(named) => {
                self.append_unless_found(guest.ctid, &format!("lxc.apparmor.profile: {named}"));
                self.append(guest.ctid, "lxc.apparmor.allow_nesting: 1");
            }
        }
        Ok(())
    }

    pub(super) fn append_raw_lines(&mut self, guest: &Guest<'_>) -> Result<(), Ended> {
        for option in list(&guest.entry["lxc_options"]).iter().filter_map(|option| option.as_str()) {
            // The last branch split at blanks (B-06).
            let words: Vec<&str> =
                if self.style == Style::Main { vec![option] } else { option.split_whitespace().collect() };
            words.into_iter().for_each(|word| self.append_unless_found(guest.ctid, word));
        }
        for line in graphics(guest) {
            self.append_unless_found(guest.ctid, &line);
        }
        // Whatever ranges are wished, these are written (B-15).
        if !list(&guest.entry["id_maps"]).is_empty() {
            self.remove_lines(guest.ctid, "lxc.idmap");
            for kind in ["u", "g"] {
                self.append(guest.ctid, &format!("lxc.idmap: {kind} 0 100000 65536"));
            }
        }
        Ok(())
    }

    /// Looks for the line as it is spelled, in the whole file (B-05).
    fn append_unless_found(&mut self, ctid: &str, line: &str) {
        if !self.configuration(ctid).contains(line) {
            self.append(ctid, line);
        }
    }

    /// Appends at the end of the file: where there are snapshots that is in the section of the last one (B-04).
    fn append(&mut self, ctid: &str, line: &str) {
        let text = self.configuration(ctid);
        self.world.files.write(self.world.container_path(ctid), format!("{text}{line}\n"));
    }

    fn remove_lines(&mut self, ctid: &str, begin: &str) {
        let text = self.configuration(ctid);
        let kept: String =
            text.lines().filter(|line| !line.starts_with(begin)).map(|line| format!("{line}\n")).collect();
        self.world.files.write(self.world.container_path(ctid), kept);
    }
}

/// Returns the lines that give a container its graphics cards.
fn graphics(guest: &Guest<'_>) -> Vec<String> {
    let assignment = guest.text("gpu_assignment").unwrap_or_default();
    let cards: BTreeSet<u32> = assignment.split([',', ' ']).filter_map(|card| card.parse().ok()).collect();
    if cards.is_empty() {
        return Vec::new();
    }
    let nodes = ["nvidiactl", "nvidia-uvm", "nvidia-uvm-tools"].map(str::to_owned);
    let nodes = nodes.into_iter().chain(cards.iter().map(|card| format!("nvidia{card}")));
    let mounts = nodes.map(|node| format!("lxc.mount.entry: /dev/{node} dev/{node} none bind,optional,create=file"));
    // The number of nvidia-uvm is drawn at each boot; the shell always wrote 243.
    let allowed = ["195", "243"].map(|major| format!("lxc.cgroup2.devices.allow: c {major}:* rwm"));
    mounts.chain(allowed).collect()
}

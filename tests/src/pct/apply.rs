//! What is pending becomes current: all that is selected on a stopped container, only some things on a running one.

use super::Run;
use super::conf::Conf;
use super::disks::{self, Disk};
use super::network;
use super::set::clean_up;
use super::settings::is_one_of;
use crate::pvesm::config::Configuration;

/// Settings that a running container takes at once: nothing of them is inside it.
const FAST: &[&str] =
    &["cores", "description", "hookscript", "hostname", "lock", "onboot", "protection", "startup", "tags"];

/// Settings that a running container takes through its control group.
const CONTROL_GROUP: &[&str] = &["cpulimit", "cpuunits", "memory", "swap"];

/// A setting and why it could not be applied.
pub(super) type Errors = Vec<(String, String)>;

/// What became of a pending setting.
enum Fate {
    /// It counts now, with this value.
    Applied(String),
    /// It waits for the next start.
    Waits,
}

impl Run<'_> {
    /// Applies the selected pending settings as the container's state allows.
    pub(super) fn apply_or_hotplug(&mut self, conf: &mut Conf, selected: &[String]) -> Errors {
        let is_selected = |name: &str| selected.iter().any(|other| other == name);
        if self.is_running() { self.hotplug(conf, is_selected) } else { self.apply(conf, is_selected) }
    }

    /// Applies pending settings to a stopped container.
    pub(super) fn apply(&mut self, conf: &mut Conf, is_selected: impl Fn(&str) -> bool) -> Errors {
        let storages = self.storages();
        let mut errors = Errors::new();
        for name in conf.pending_deletes().into_iter().filter(|name| is_selected(name)) {
            match self.delete(conf, &storages, &name) {
                Ok(()) => forget(conf, &name),
                Err(reason) => self.note_error(&mut errors, &name, &reason),
            }
        }
        clean_up(conf);
        for (name, value) in pending(conf, &is_selected) {
            let applied = match name.as_str() {
                mount if is_one_of(mount, "mp") => self.apply_mount(conf, &storages, &name, &value),
                net if is_one_of(net, "net") => network::reprint(self.world, &value),
                _ => Ok(value),
            };
            match applied {
                Ok(value) => settle(conf, &name, value),
                Err(reason) => self.note_error(&mut errors, &name, &reason),
            }
        }
        clean_up(conf);
        errors
    }

    fn note_error(&mut self, errors: &mut Errors, name: &str, reason: &str) {
        let message = format!("unable to apply pending change {name} : {reason}");
        self.warn(&message);
        errors.push((name.to_owned(), message));
    }

    /// Does what deleting a setting of a stopped container takes beside the line.
    fn delete(&mut self, conf: &mut Conf, storages: &Configuration, name: &str) -> Result<(), String> {
        let value = conf.current.get(name).unwrap_or_default().to_owned();
        if is_one_of(name, "mp") {
            let disk = Disk::parse(name, &value)?;
            if disk.kind == disks::Kind::Volume {
                disks::add_unused(&mut conf.current, disk.volume());
            }
        }
        if is_one_of(name, "net") {
            network::parse(&value)?;
        }
        if is_one_of(name, "unused") {
            self.delete_unused(conf, storages, &value)?;
        }
        Ok(())
    }

    /// Removes an unused volume, unless a snapshot still has it.
    fn delete_unused(&mut self, conf: &Conf, storages: &Configuration, volume: &str) -> Result<(), String> {
        if disks::is_in_use(conf, volume) { Ok(()) } else { self.free_own(storages, volume) }
    }

    /// Makes the volume of a new mount point or reads the size of an old one, and keeps what was there as unused.
    fn apply_mount(
        &mut self,
        conf: &mut Conf,
        storages: &Configuration,
        name: &str,
        value: &str,
    ) -> Result<String, String> {
        let mut disk = Disk::parse(name, value)?;
        let wanted = disk.wanted().map(|(storage, bytes)| (storage.to_owned(), bytes));
        match wanted {
            Some((storage, bytes)) => {
                let storage = storages.find(&storage)?;
                self.make_volume(&mut disk, storage, bytes)?;
            }
            None => self.rescan(&mut disk, storages),
        }
        // What stays where it was is noted, too, and takes a number until the file is written: Proxmox looks for the whole
        // old text among the volumes in use (`apply_pending_mountpoint` of PVE::LXC::Config).
        let old = conf.current.get(name).and_then(|old| Disk::parse(name, old).ok());
        if let Some(old) = old.filter(|old| old.kind == disks::Kind::Volume) {
            disks::add_unused(&mut conf.current, old.volume());
        }
        Ok(disk.print())
    }

    /// Applies what a running container can take; the rest stays pending.
    fn hotplug(&mut self, conf: &mut Conf, is_selected: impl Fn(&str) -> bool) -> Errors {
        let storages = self.storages();
        for (name, value) in pending(conf, |name| FAST.contains(&name) && is_selected(name)) {
            settle(conf, &name, value);
        }
        let mut errors = Errors::new();
        for name in conf.pending_deletes().into_iter().filter(|name| is_selected(name)) {
            match self.unplug(conf, &storages, &name) {
                Ok(true) => forget(conf, &name),
                Ok(false) => {}
                Err(reason) => errors.push((name.clone(), format!("unable to hotplug {name}: {reason}"))),
            }
        }
        for (name, value) in pending(conf, &is_selected) {
            match self.plug(conf, &storages, &name, value) {
                Ok(Fate::Applied(value)) => settle(conf, &name, value),
                Ok(Fate::Waits) => {}
                Err(reason) => errors.push((name.clone(), format!("unable to hotplug {name}: {reason}"))),
            }
        }
        errors
    }

    /// Takes a setting away from a running container. Returns whether that was possible.
    fn unplug(&mut self, conf: &mut Conf, storages: &Configuration, name: &str) -> Result<bool, String> {
        if is_one_of(name, "unused") {
            let volume = conf.current.get(name).unwrap_or_default().to_owned();
            self.delete_unused(conf, storages, &volume)?;
            return Ok(true);
        }
        // Only net0 to net9 are looked for.
        let is_net = is_one_of(name, "net") && name.len() == 4;
        if is_net {
            // Read in `vmconfig_hotplug_pending` of PVE::LXC::Config: with the SDN, which every host has, it tells this.
            self.printed.push_str(&format!("delete ips from {name}\n"));
        }
        Ok(is_net || FAST.contains(&name) || CONTROL_GROUP.contains(&name))
    }

    fn plug(&mut self, conf: &mut Conf, storages: &Configuration, name: &str, value: String) -> Result<Fate, String> {
        if CONTROL_GROUP.contains(&name) {
            return Ok(Fate::Applied(value));
        }
        if is_one_of(name, "net") {
            network::check_bridge(self.world, &network::parse(&value)?)?;
            return network::reprint(self.world, &value).map(Fate::Applied);
        }
        let is_new = conf.current.get(name).is_none();
        if is_new && is_one_of(name, "mp") {
            disks::check_bind(self.world, &Disk::parse(name, &value)?)?;
            return self.apply_mount(conf, storages, name, &value).map(Fate::Applied);
        }
        if is_new && is_one_of(name, "dev") {
            return Ok(Fate::Applied(value));
        }
        Ok(Fate::Waits)
    }
}

fn pending(conf: &Conf, is_selected: impl Fn(&str) -> bool) -> Vec<(String, String)> {
    let pending = conf.pending.values.iter().filter(|(name, _)| *name != "delete" && is_selected(name));
    pending.map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn settle(conf: &mut Conf, name: &str, value: String) {
    conf.pending.values.remove(name);
    conf.current.put(name, value);
}

fn forget(conf: &mut Conf, name: &str) {
    conf.current.values.remove(name);
    conf.keep(name);
}

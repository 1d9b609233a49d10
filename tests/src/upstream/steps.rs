//! What the shell did to one container, step by step, in each of its styles.

use super::guest::Guest;
use super::{Ended, Shell, Style, list, setup, text};

type Step<'s> = fn(&mut Shell<'s>, &Guest<'_>) -> Result<(), Ended>;

impl<'s> Shell<'s> {
    /// What the main line did, in its order.
    fn main_line() -> &'s [Step<'s>] {
        &[
            Self::make,
            Self::stop,
            Self::set_plain_settings,
            Self::set_interface,
            Self::set_name_server,
            Self::take_profile_lines_out,
            Self::set_features,
            Self::append_raw_lines,
            Self::set_interface_with_firewall,
            Self::replace_rules,
            Self::allocate_zfs_volumes,
            Self::allocate_volumes,
            Self::resize,
            Self::add_bind_mounts,
            Self::start,
            Self::take_snapshots,
        ]
    }

    /// What the last branch did, in its order.
    fn with_templates() -> &'s [Step<'s>] {
        &[
            Self::make_bind_sources,
            Self::make,
            Self::stop,
            Self::set_plain_settings,
            Self::set_interface_with_firewall,
            Self::set_second_interface,
            Self::set_name_server,
            Self::set_features,
            Self::append_raw_lines,
            Self::allocate_zfs_volumes,
            Self::allocate_volumes,
            Self::resize,
            Self::add_bind_mounts,
            Self::start,
            Self::take_snapshots,
            Self::seal,
        ]
    }

    pub(super) fn converge(&mut self, guest: &Guest<'_>) -> Result<(), Ended> {
        let steps = if self.style == Style::Main { Self::main_line() } else { Self::with_templates() };
        steps.iter().try_for_each(|step| step(self, guest))
    }

    fn make(&mut self, guest: &Guest<'_>) -> Result<(), Ended> {
        if self.exists(guest.ctid) {
            return Ok(());
        }
        match guest.source.clone() {
            Some(source) => self.clone_from(&source, guest),
            None => self.create(guest),
        }
    }

    fn create(&mut self, guest: &Guest<'_>) -> Result<(), Ended> {
        let path = guest.text("template").or_else(|| guest.text("template_file")).ok_or(Ended)?;
        let file = path.rsplit(['/', ':']).next().unwrap_or_default().to_owned();
        let storage = setup::storage_of(self.hypervisor, &path);
        let template = if storage.is_some() { path } else { format!("local:vztmpl/{file}") };
        self.types(&["pveam", "download", storage.as_deref().unwrap_or("local"), &file]);
        let place = guest.text("storage_pool").ok_or(Ended)?;
        let disk = format!("{place}:{}", guest.text("storage_size_gb").unwrap_or("8".to_owned()));
        let firewall = (self.style == Style::Templates).then(|| guest.has_firewall());
        let unprivileged = i32::from(guest.entry["unprivileged"].as_bool().unwrap_or(false)).to_string();
        let options = [
            ("--hostname", guest.text("name")),
            ("--memory", guest.text("memory_mb")),
            ("--cores", guest.text("cores")),
            ("--storage", Some(place)),
            ("--rootfs", Some(disk)),
            ("--net0", guest.interface(self.style, firewall)),
            ("--unprivileged", Some(unprivileged)),
            ("--nameserver", self.name_server(guest)),
        ];
        let mut words = vec!["pct", "create", guest.ctid, &template];
        for (option, value) in &options {
            words.extend(value.iter().flat_map(|value| [*option, value.as_str()]));
        }
        self.must(&words)
    }

    /// Where the clone is refused a person stops the source and clones it by hand.
    fn clone_from(&mut self, source: &str, guest: &Guest<'_>) -> Result<(), Ended> {
        let name = guest.text("name").unwrap_or("guest".to_owned());
        let snapshot = self.guests.iter().find(|other| other.ctid == source);
        let snapshot = snapshot.and_then(|other| other.text("template_snapshot_name"));
        let place = guest.text("storage_pool");
        let mut words = vec!["pct", "clone", source, guest.ctid];
        if self.style == Style::Main {
            words.extend(snapshot.iter().flat_map(|snapshot| ["--snapname", snapshot]));
            words.extend(place.iter().flat_map(|place| ["--storage", place]));
        }
        words.extend(["--hostname", &name]);
        if self.types(&words) {
            return Ok(());
        }
        let was_running = self.types(&["pct", "stop", source]);
        let mut by_hand = vec!["pct", "clone", source, guest.ctid, "--full", "--hostname", &name];
        by_hand.extend(place.iter().flat_map(|place| ["--storage", place]));
        let cloned = self.must(&by_hand);
        if was_running {
            self.types(&["pct", "start", source]);
        }
        cloned
    }

    /// Every run stops the container, with or without a change (B-09).
    fn stop(&mut self, guest: &Guest<'_>) -> Result<(), Ended> {
        self.types(&["pct", "stop", guest.ctid]);
        Ok(())
    }

    fn set(&mut self, guest: &Guest<'_>, option: &str, value: Option<String>) -> Result<(), Ended> {
        let Some(value) = value else { return Ok(()) };
        self.must(&["pct", "set", guest.ctid, &format!("--{option}"), &value])
    }

    fn set_plain_settings(&mut self, guest: &Guest<'_>) -> Result<(), Ended> {
        self.set(guest, "memory", guest.text("memory_mb"))?;
        self.set(guest, "cores", guest.text("cores"))?;
        let at_boot = guest.entry["start_at_boot"].as_bool().map(|at_boot| i32::from(at_boot).to_string());
        self.set(guest, "onboot", at_boot)?;
        let startup = guest.text("boot_order").zip(guest.text("boot_delay"));
        self.set(guest, "startup", startup.map(|(order, delay)| format!("order={order},up={delay},down={delay}")))
    }

    fn set_interface(&mut self, guest: &Guest<'_>) -> Result<(), Ended> {
        self.set(guest, "net0", guest.interface(self.style, None))
    }

    /// The main line wrote the interface a second time, with its firewall (B-17).
    fn set_interface_with_firewall(&mut self, guest: &Guest<'_>) -> Result<(), Ended> {
        if self.style == Style::Main && !guest.has_firewall() {
            return Ok(());
        }
        self.set(guest, "net0", guest.interface(self.style, Some(guest.has_firewall())))
    }

    fn set_second_interface(&mut self, guest: &Guest<'_>) -> Result<(), Ended> {
        self.set(guest, "net1", guest.second_interface())
    }

    fn name_server(&self, guest: &Guest<'_>) -> Option<String> {
        guest.network("nameserver").or_else(|| guest.network("nameservers")).map(|list| list.replace(',', " "))
    }

    fn set_name_server(&mut self, guest: &Guest<'_>) -> Result<(), Ended> {
        self.set(guest, "nameserver", self.name_server(guest))
    }

    /// A text of features is Proxmox's own; a list is of install scripts.
    fn set_features(&mut self, guest: &Guest<'_>) -> Result<(), Ended> {
        let options: Vec<&str> =
            list(&guest.entry["pct_options"]).iter().filter_map(|option| option.as_str()).collect();
        let features = if options.is_empty() { guest.text("features") } else { Some(options.join(",")) };
        self.set(guest, "features", features)
    }

    /// Takes the next free number each time, so the volume is allocated anew with every run (B-01).
    fn allocate_zfs_volumes(&mut self, guest: &Guest<'_>) -> Result<(), Ended> {
        for volume in list(&guest.entry["zfs_volumes"]) {
            if let Some(value) = allocation(volume) {
                let option = format!("mp{}", self.free_mount_point(guest.ctid));
                self.set(guest, &option, Some(value))?;
            }
        }
        Ok(())
    }

    /// Always begins with mp0 (B-03); a number that is taken counts as done.
    fn allocate_volumes(&mut self, guest: &Guest<'_>) -> Result<(), Ended> {
        for (number, volume) in list(&guest.entry["volumes"]).iter().enumerate() {
            if !self.configuration(guest.ctid).contains(&format!("\nmp{number}:")) {
                self.set(guest, &format!("mp{number}"), allocation(volume))?;
            }
        }
        Ok(())
    }

    /// A smaller size ends the shell, and the container stays stopped (B-30).
    fn resize(&mut self, guest: &Guest<'_>) -> Result<(), Ended> {
        let Some(size) = guest.text("storage_size_gb") else { return Ok(()) };
        // Proxmox refuses the size that is there too, which the shell passed over.
        let is_so = self.configuration(guest.ctid).contains(&format!(",size={size}G\n"));
        if is_so { Ok(()) } else { self.must(&["pct", "resize", guest.ctid, "rootfs", &format!("{size}G")]) }
    }

    /// Never finds the mounts that are there, so adds them once more with every run (B-02).
    fn add_bind_mounts(&mut self, guest: &Guest<'_>) -> Result<(), Ended> {
        self.make_bind_sources(guest)?;
        for mount in list(&guest.entry["mount_points"]) {
            if let (Some(from), Some(to)) = (text(mount, "host_path"), text(mount, "container_path")) {
                let option = format!("mp{}", self.free_mount_point(guest.ctid));
                self.set(guest, &option, Some(format!("{from},mp={to}")))?;
            }
        }
        Ok(())
    }

    fn free_mount_point(&self, ctid: &str) -> usize {
        let text = self.configuration(ctid);
        let main: Vec<&str> = text.lines().take_while(|line| !line.starts_with('[')).collect();
        let is_taken = |number: &usize| main.iter().any(|line| line.starts_with(&format!("mp{number}:")));
        (0..).find(|number| !is_taken(number)).unwrap_or(0)
    }

    /// Tries three times, so a template ends the shell (B-12).
    fn start(&mut self, guest: &Guest<'_>) -> Result<(), Ended> {
        if (0..3).any(|_| self.types(&["pct", "start", guest.ctid])) { Ok(()) } else { Err(Ended) }
    }

    /// The last good state is always the latest: each run deletes it and takes it again (B-10). What Proxmox refuses is
    /// only warned of (B-11).
    fn take_snapshots(&mut self, guest: &Guest<'_>) -> Result<(), Ended> {
        // What is to be sealed must have none.
        if guest.is_template && self.style == Style::Templates {
            return Ok(());
        }
        if guest.has_life_snapshots() {
            self.take_anew(guest, "pre-configured");
        }
        if let Some(name) = guest.text("template_snapshot_name")
            && !self.has_snapshot(guest.ctid, &name)
        {
            self.types(&["pct", "snapshot", guest.ctid, &name]);
        }
        if guest.has_life_snapshots() {
            self.take_anew(guest, "final-form");
        }
        Ok(())
    }

    fn take_anew(&mut self, guest: &Guest<'_>, name: &str) {
        if self.has_snapshot(guest.ctid, name) {
            self.types(&["pct", "delsnapshot", guest.ctid, name]);
        }
        self.types(&["pct", "snapshot", guest.ctid, name]);
    }

    fn has_snapshot(&self, ctid: &str, name: &str) -> bool {
        self.configuration(ctid).contains(&format!("\n[{name}]\n"))
    }

    fn seal(&mut self, guest: &Guest<'_>) -> Result<(), Ended> {
        if guest.is_template {
            self.types(&["pct", "stop", guest.ctid]);
            self.types(&["pct", "template", guest.ctid]);
        }
        Ok(())
    }
}

/// Returns what allocates a further volume: `fast:50,mp=/models`.
fn allocation(volume: &serde_json::Value) -> Option<String> {
    let (pool, size, target) = (text(volume, "pool")?, text(volume, "size_gb")?, text(volume, "mount_point")?);
    Some(format!("{pool}:{size},mp={target}"))
}

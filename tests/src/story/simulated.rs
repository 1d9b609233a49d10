//! The simulated host as the stage of a story.

use std::path::Path;

use phoenix_modules::protocol::Reply;
use phoenix_run::launcher::Mode;
use serde_json::{Map, Value};

use super::{Stage, Unplayed};
use crate::SimHost;
use crate::coreutils::Attributes;
use crate::modules;
use crate::run::Wish;
use crate::world::Answer;

impl Stage for SimHost {
    fn given(&mut self, words: &[&str], text: &str) -> Result<(), Unplayed> {
        let host = std::mem::take(self);
        *self = match words[..] {
            ["pool", name] => host.with_pool(name),
            ["pool", name, layout, ref disks @ ..] => host.with_pool_of(name, layout, disks),
            ["disk", path, ref facts @ ..] => {
                facts.iter().fold(host.with_disk(path), |host, fact| host.where_disk(path, fact))
            }
            ["no", "disk", path] => {
                host.world_mut().remove_disk(path);
                host
            }
            ["health", name, health] => {
                let mut world = host.world_mut();
                world.state.zfs.pools.get_mut(name).expect("the pool is given").health = health.to_owned();
                drop(world);
                host
            }
            ["exported", name] => {
                host.world_mut().export_pool(name);
                host
            }
            ["exported", name, "by", last] => {
                host.world_mut().export_pool(name);
                let mut world = host.world_mut();
                world.state.zfs.exported.last_mut().expect("it was exported").last_host = Some(last.to_owned());
                drop(world);
                host
            }
            ["no", "file", path] => {
                host.world_mut().files.remove(path);
                host
            }
            ["dataset", name, ref properties @ ..] => {
                let pairs: Vec<(&str, &str)> = properties.iter().filter_map(|pair| pair.split_once('=')).collect();
                host.with_dataset(name, &pairs)
            }
            ["data", name, bytes] => {
                if let Some(dataset) = host.world_mut().state.zfs.datasets.get_mut(name) {
                    dataset.data = bytes.parse().expect("bytes are a number");
                }
                host
            }
            ["file", path] => {
                host.with_file(path, &text.replace("\\t", "\t").replace("\\r", "\r").replace("\\0", "\0"))
            }
            ["container", id] => host.with_container(id, text),
            ["container", id, "running"] => host.with_container(id, text).running(id),
            ["directory", path] => host.with_directory(path, "0:0", "0755"),
            ["directory", path, owner] => host.with_directory(path, owner, "0755"),
            ["link", path, target] => {
                host.world_mut().files.link(Path::new(path), Path::new(target));
                host
            }
            ["fault", ref command @ ..] => host.failing(&command.join(" "), text.trim_end()),
            ["caller", address] => host.called_from(address),
            ["peer", ref peer @ ..] => host.with_peer(&peer.join(" ")),
            ["lock", name, age] => host.with_lock_left_behind(name, age.parse().expect("seconds are a number")),
            ["bridge", name] => {
                host.world_mut().add_bridge(name);
                host
            }
            ["no", "bridge", name] => {
                host.world_mut().remove_bridge(name);
                host
            }
            ["no", "firewall", "daemon"] => {
                host.world_mut().set_firewall_daemon(false);
                host
            }
            ["template", file] => {
                host.world_mut().state.downloadable.insert(file.to_owned());
                host
            }
            _ => panic!("a story gives what nobody knows: given {}", words.join(" ")),
        };
        Ok(())
    }

    fn call(&mut self, module: &str, arguments: &Map<String, Value>, mode: Mode) -> Result<Reply, Unplayed> {
        Ok(modules::call(self, module, arguments, mode))
    }

    fn ask(&mut self, module: &str, arguments: &Map<String, Value>) -> Result<Map<String, Value>, Unplayed> {
        Ok(modules::ask(self, module, arguments))
    }

    fn run(&mut self, wish: &Wish, mode: Mode, asks_health: bool) -> Result<Vec<String>, Unplayed> {
        let host = std::mem::take(self);
        let (host, seen) = match mode {
            Mode::Converge => wish.converge(host),
            Mode::Check if asks_health => wish.check_health(host),
            Mode::Check => wish.check(host),
        };
        *self = host;
        Ok(match seen {
            Ok(seen) => seen.report(),
            Err(findings) => findings.iter().map(ToString::to_string).collect(),
        })
    }

    fn type_in(&mut self, line: &str) -> Result<Answer, Unplayed> {
        Ok(SimHost::type_in(self, line))
    }

    fn show(&mut self, path: &str) -> Result<Vec<String>, Unplayed> {
        let world = self.world();
        if world.files.is_directory(Path::new(path)) {
            let Attributes { uid, gid, mode } = world.attributes(Path::new(path));
            return Ok(vec![format!("directory of {uid}:{gid}, {mode:04o}")]);
        }
        let text = world.read(path);
        Ok(text.map_or(vec!["no such file".to_owned()], |text| text.trim_end().lines().map(str::to_owned).collect()))
    }

    fn commands(&self) -> Vec<String> {
        SimHost::commands(self)
    }

    fn mutations(&self) -> Vec<String> {
        SimHost::mutations(self)
    }
}

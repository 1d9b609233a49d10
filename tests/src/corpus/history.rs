//! One host through all pairs in order, as its owner changed his files over the months.

use std::collections::BTreeSet;

use anyhow::Result;

use super::{Account, Pair, judge};
use crate::SimHost;
use crate::world::World;
use crate::worlds::Kind;

/// Converges one host to each pair in turn, twice; it gets what each pair takes for granted before its turn.
pub fn through(pairs: &[Pair]) -> Result<Vec<(String, Account)>> {
    let mut world = World::blank();
    let mut accounts = Vec::new();
    for pair in pairs {
        add_what_is_missing(&mut world, pair)?;
        let (host, account) = judge(pair, world);
        accounts.push((pair.name.clone(), account));
        world = into_world(&host);
    }
    Ok(accounts)
}

/// Adds disks, devices, bridges and templates of the pair that the host does not have yet; what it has stays.
fn add_what_is_missing(world: &mut World, pair: &Pair) -> Result<()> {
    let furnished = pair.world(Kind::Blank)?;
    let there: BTreeSet<_> = world.files.contents(std::path::Path::new("/")).into_keys().collect();
    for (path, bytes) in furnished.files.contents(std::path::Path::new("/")) {
        if let Some(bytes) = bytes
            && !there.contains(&path)
        {
            world.files.write(path, bytes);
        }
    }
    world.state.downloadable.extend(furnished.state.downloadable.iter().cloned());
    world.state.bridges.extend(furnished.state.bridges.iter().cloned());
    for (name, pool) in &furnished.state.zfs.pools {
        if !world.state.zfs.pools.contains_key(name) {
            world.add_pool(name, pool.clone());
        }
    }
    world.refresh_virtual_files();
    Ok(())
}

fn into_world(host: &SimHost) -> World {
    let mut world = World::blank();
    world.take_over(&host.world());
    world
}

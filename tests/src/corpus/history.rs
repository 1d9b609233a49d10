//! One host through all pairs in order, as its owner changed his files over the months.

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
        pair.furnish(Kind::Blank, &mut world)?;
        let (host, account) = judge(pair, world);
        accounts.push((pair.name.clone(), account));
        world = into_world(&host);
    }
    Ok(accounts)
}

fn into_world(host: &SimHost) -> World {
    let mut world = World::blank();
    world.take_over(&host.world());
    world
}

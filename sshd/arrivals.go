package sshd

import (
	"net/netip"
	"sync"
)

// How many connections may be open that have proved nothing yet: they cost memory and
// processor time of ours, and nothing of whoever opens them.
const (
	maxUnproved     = 100
	maxUnprovedPeer = 10 // of one network
)

// arrivals counts the connections that have proved nothing.
type arrivals struct {
	mu    sync.Mutex
	all   int
	peers map[netip.Prefix]int
}

// admit counts one in, if there is room for it, and gives what counts it out.
func (a *arrivals) admit(peer netip.AddrPort) (release func(), ok bool) {
	network := networkOf(peer.Addr())
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.all >= maxUnproved || a.peers[network] >= maxUnprovedPeer {
		return nil, false
	}
	if a.peers == nil {
		a.peers = map[netip.Prefix]int{}
	}
	a.all++
	a.peers[network]++
	return sync.OnceFunc(func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.all--
		if a.peers[network]--; a.peers[network] == 0 {
			delete(a.peers, network)
		}
	}), true
}

// networkOf is what one party has for certain: an address of IPv4, a /64 of IPv6.
func networkOf(a netip.Addr) netip.Prefix {
	bits := 32
	if a.Is6() {
		bits = 64
	}
	network, err := a.Prefix(bits)
	if err != nil {
		return netip.Prefix{} // no address: all of these are one party
	}
	return network
}

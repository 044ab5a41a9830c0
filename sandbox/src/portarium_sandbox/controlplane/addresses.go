package main

import (
	"net/netip"
	"sync"
)

// addressRange is the block that providers number their own insides with (RFC 6598), so a made-up address
// is unlikely to be anybody's real one. Two million are more than a sandbox ever makes; the other half of the
// block is the process runner's.
var addressRange = netip.MustParsePrefix("100.64.0.0/11")

// addresses hands out IP addresses in rising order, each owner's always the same. kwok's own pools forget at
// a restart which addresses running pods have.
type addresses struct {
	mutex sync.Mutex
	last  netip.Addr
	given map[string]string
}

func newAddresses(inUse []string) *addresses {
	a := &addresses{last: addressRange.Addr(), given: map[string]string{}}
	for _, text := range inUse {
		if address, err := netip.ParseAddr(text); err == nil && addressRange.Contains(address) && a.last.Less(address) {
			a.last = address
		}
	}
	return a
}

// of gives the address of the node or pod with a UID. kwok may render a template twice before the first
// rendering has been stored.
func (a *addresses) of(uid string) string {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if _, known := a.given[uid]; !known {
		a.last = a.last.Next()
		a.given[uid] = a.last.String()
	}
	return a.given[uid]
}

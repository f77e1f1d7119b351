package lab

import (
	"slices"
	"strings"
)

// What Gmail does with its own copy of a forwarded mail, as the Gmail API
// calls it.
const (
	leaveInInbox = "leaveInInbox"
	markRead     = "markRead"
	archive      = "archive"
	trash        = "trash"
)

// forwarding is what a mailbox's owner set under "Forwarding and POP/IMAP".
type forwarding struct {
	addresses   []*forwardingAddress // in the order they were added
	enabled     bool
	address     string // the target; kept while forwarding is off
	disposition string
}

// forwardingAddress is an address mail may be forwarded to once its owner has
// said yes.
type forwardingAddress struct {
	address  string
	accepted bool
	code     string // of the confirmation mail
	token    string // of the link in it
}

// status is the verificationStatus of the Gmail API.
func (a forwardingAddress) status() string {
	if a.accepted {
		return "accepted"
	}
	return "pending"
}

// find returns the address of that name, nil when it was not added.
func (f forwarding) find(address string) *forwardingAddress {
	for _, a := range f.addresses {
		if strings.EqualFold(a.address, address) {
			return a
		}
	}
	return nil
}

// forwardsTo is forwarding that is set up.
func forwardsTo(address string) forwarding {
	return forwarding{addresses: []*forwardingAddress{{address: address, accepted: true}},
		enabled: true, address: address, disposition: leaveInInbox}
}

// keptAs are the labels of Gmail's own copy.
func (f forwarding) keptAs() []string {
	switch f.disposition {
	case markRead:
		return []string{labelInbox}
	case archive:
		return []string{labelUnread}
	case trash:
		return []string{labelTrash, labelUnread}
	}
	return []string{labelInbox, labelUnread}
}

// elsewhere is where forwarding leads that somebody set up for another asset.
const elsewhere = "0123456789abcdef0123456789abcdef@mail-eu.imiconnect.io"

// forwardingOf is the forwarding of a mailbox as it is now: what its owner set,
// or what a fault makes of it. The caller holds mu.
func (w *world) forwardingOf(account string) forwarding {
	set := w.boxes[account].forwarding
	ours := w.connect.forwardingAddress
	switch {
	case account != mailbox:
	case w.faults.on("forwarding-missing"):
		return forwarding{}
	case w.faults.on("forwarding-pending"):
		return forwarding{addresses: []*forwardingAddress{{address: ours}}}
	case w.faults.on("forwarding-off"):
		f := forwardsTo(ours)
		f.enabled = false
		return f
	case w.faults.on("forwarding-elsewhere"):
		f := forwardsTo(elsewhere)
		f.addresses = append(f.addresses, &forwardingAddress{address: ours, accepted: true})
		return f
	}
	return set.clone()
}

// clone is a copy that nobody else changes.
func (f forwarding) clone() forwarding {
	f.addresses = slices.Clone(f.addresses)
	for i, a := range f.addresses {
		copied := *a
		f.addresses[i] = &copied
	}
	return f
}

// seenForwarding is forwardingOf for those who do not hold mu.
func (w *world) seenForwarding(account string) forwarding {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.forwardingOf(account)
}

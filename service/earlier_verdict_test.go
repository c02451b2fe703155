package service_test

import (
	"context"
	"testing"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/idp"
	"gatehouse/storage"
	"gatehouse/storage/memory"
)

// unreasoned is a store whose verdicts are those of a version that noted next to
// no reasons, and no facts.
type unreasoned struct {
	storage.Store
	earlier bool
}

func (s *unreasoned) Receipts(ctx context.Context, session model.ID) ([]model.Receipt, error) {
	all, err := s.Store.Receipts(ctx, session)
	for i := range all {
		if !s.earlier {
			continue
		}
		v := &all[i].Verdict
		v.Reasoned, v.Checks = false, append([]saml.Check(nil), v.Checks...)
		for at := range v.Checks {
			v.Checks[at].Facts = nil
			if v.Checks[at].Cause != saml.InResponseTo { // its reasons were noted from the first version on
				v.Checks[at].Reason = ""
			}
		}
	}
	return all, err
}

// A message that an earlier version refused is explained as one that is refused
// today: it is kept, and judged again as when it came.
func TestVerdictsOfAnEarlierVersionAreExplained(t *testing.T) {
	store := &unreasoned{Store: memory.Open()}
	t.Cleanup(func() { store.Close() })
	h := newInstallation(t, store)
	for _, fault := range idp.Faults() {
		if fault.Accept {
			continue
		}
		t.Run(fault.Name, func(t *testing.T) {
			s := h.faulty(t, fault.Name)
			store.earlier = false
			want := must(h.SessionDetail(t.Context(), s.ID)).Explanation
			store.earlier = true
			detail := must(h.SessionDetail(t.Context(), s.ID))
			got := detail.Explanation
			if got.Title != want.Title || got.Engineer != want.Engineer || got.Fixer != want.Fixer ||
				got.Fix != want.Fix {
				t.Errorf("%q %s %s, %s\nwant %q %s %s, %s", got.Title, got.Fixer, got.Fix, got.Engineer, want.Title,
					want.Fixer, want.Fix, want.Engineer)
			}
		})
	}
}

// What is not kept whole is explained by its cause.
func TestVerdictOfAnEarlierVersionWithoutItsMessage(t *testing.T) {
	store := &unreasoned{Store: memory.Open()}
	t.Cleanup(func() { store.Close() })
	h := newInstallation(t, &shortened{unreasoned: store})
	store.earlier = true
	for _, fault := range []string{"rsa-sha1", "truncated", "other-key", "expired-2h"} {
		s := h.faulty(t, fault)
		got := must(h.SessionDetail(t.Context(), s.ID)).Explanation
		if got.Cause != s.Cause || got.Title != s.Cause.Title() || len(got.Engineer) < 80 || len(got.Admin) < 80 {
			t.Errorf("%s: %+v", fault, got)
		}
	}
}

// shortened is a store that keeps the first bytes of each message.
type shortened struct{ *unreasoned }

func (s *shortened) Receipts(ctx context.Context, session model.ID) ([]model.Receipt, error) {
	all, err := s.unreasoned.Receipts(ctx, session)
	for i := range all {
		all[i].Body = all[i].Body[:10]
	}
	return all, err
}

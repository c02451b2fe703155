package model

import (
	"testing"
)

// A unique name is read back as what it was made of, whatever stands in the value;
// and it is written as earlier versions wrote it.
func TestUniqueNames(t *testing.T) {
	for _, test := range []struct {
		made, stored string
		kind         NameKind
		value        string
	}{
		{NameDomain.In("env_1", "acme.com"), "domain/env_1/acme.com", NameDomain, "acme.com"},
		{NameExternal.In("env_1", "a/b/c"), "external/env_1/a/b/c", NameExternal, "a/b/c"},
		{NameExternal.In("env_1", ""), "external/env_1/", NameExternal, ""},
		{NameDomainID.Of("org_domain_1"), "org_domain/org_domain_1", NameDomainID, "org_domain_1"},
		{NameClient.Of("client_1"), "client/client_1", NameClient, "client_1"},
		{NameClient.Of("with/slash"), "client/with/slash", NameClient, "with/slash"},
		{NameEnvironment.Of("staging"), "environment/staging", NameEnvironment, "staging"},
		{NameKeyHash.Of("00ff"), "key/00ff", NameKeyHash, "00ff"},
		{NameACS.Of("k"), "acs/k", NameACS, "k"},
		{NameToken.Of("00ff"), "token/00ff", NameToken, "00ff"},
		{NameDelivery.In("we_1", "event_1"), "delivery/we_1/event_1", NameDelivery, "event_1"},
		{NameLiveLink.Of("org_1"), "link/org_1", NameLiveLink, "org_1"},
	} {
		if test.made != test.stored {
			t.Errorf("%q is written, stores have %q", test.made, test.stored)
		}
		if kind, value := ParseName(test.made); kind != test.kind || value != test.value {
			t.Errorf("%q is read as %s of %q", test.made, kind, value)
		}
	}
}

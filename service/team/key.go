package team

import (
	"context"
	"crypto/rsa"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"

	"gatehouse/model"
	"gatehouse/service/core"
)

// minRSA is how many bits an RSA key has at least, as OpenSSH asks since 9.2 and NIST
// SP 800-131A.
const minRSA = 2048

// typeDSA is the type of keys that OpenSSH no longer knows.
const typeDSA = "ssh-dss"

// key reads a line of authorized_keys.
func (s Service) key(text string) (model.SSHKey, error) {
	refuse := func(remedy, reason string, args ...any) (model.SSHKey, error) {
		return model.SSHKey{}, model.Refuse("key", remedy, reason, args...)
	}
	public, comment, options, rest, err := ssh.ParseAuthorizedKey([]byte(strings.TrimSpace(text)))
	switch {
	case err != nil && strings.Contains(text, "PRIVATE KEY"):
		return refuse("give the public one, which ends in .pub, and keep this one to yourself", "is a private key")
	case err != nil:
		return refuse("give the content of a file like ~/.ssh/id_ed25519.pub", "is not an SSH public key")
	case len(rest) > 0 || len(options) > 0:
		return refuse("give one key, without options", "has more than a key")
	}
	if _, isCertificate := public.(*ssh.Certificate); isCertificate || public.Type() == typeDSA {
		return refuse("make one with ssh-keygen -t ed25519", "of type %s is not taken", public.Type())
	}
	if k, ok := public.(ssh.CryptoPublicKey); ok {
		if r, ok := k.CryptoPublicKey().(*rsa.PublicKey); ok && r.N.BitLen() < minRSA {
			return refuse("make one with ssh-keygen -t ed25519", "has %d bits, which is too short", r.N.BitLen())
		}
	}
	if comment = strings.TrimSpace(comment); model.CheckText("key", comment, maxComment) != nil {
		comment = ""
	}
	return model.SSHKey{
		Fingerprint: ssh.FingerprintSHA256(public), Comment: comment, Added: s.core.Now(),
		Authorized: strings.TrimSpace(string(ssh.MarshalAuthorizedKey(public))),
	}, nil
}

// maxComment is how long the comment of a key may be, in characters; a longer one is left out.
const maxComment = 100

// AddKey gives a member one more key.
func (s Service) AddKey(ctx context.Context, member model.ID, authorizedKey string) (model.TeamMember, error) {
	s, err := pass(s.core.Do(ctx, model.ActManageTeam, core.Everything))
	if err != nil {
		return model.TeamMember{}, err
	}
	return s.addKey(ctx, member, authorizedKey)
}

// AddOwnKey gives the member who acts one more key.
func (s Service) AddOwnKey(ctx context.Context, authorizedKey string) (model.TeamMember, error) {
	s, err := pass(s.core.Do(ctx, model.ActKeepOwnKeys, core.Nothing))
	if err != nil {
		return model.TeamMember{}, err
	}
	self, err := s.self(ctx)
	if err != nil {
		return model.TeamMember{}, err
	}
	return s.addKey(ctx, self.ID, authorizedKey)
}

// self is the member who acts.
func (s Service) self(ctx context.Context) (model.TeamMember, error) {
	if p := s.core.Principal; p.Kind == model.Member {
		return core.Read[model.TeamMember](ctx, s.core.Store, model.KindMember, p.ID)
	}
	return model.TeamMember{}, model.Refuse("member", "keys and choices belong to the members of the team",
		"the owner of the data directory is none")
}

func (s Service) addKey(ctx context.Context, member model.ID, authorizedKey string) (model.TeamMember, error) {
	key, err := s.key(authorizedKey)
	if err != nil {
		return model.TeamMember{}, err
	}
	return s.change(ctx, member, func(m *model.TeamMember) (string, error) {
		if _, has := m.Key(key.Fingerprint); has {
			return "", model.Refuse("key", "give another one", "%s is there already", key.Fingerprint)
		}
		if len(m.Keys) >= model.MaxSSHKeys {
			return "", model.Refuse("key", "remove one that is of no use any more", "%s has %d already", m.Email,
				len(m.Keys))
		}
		m.Keys = append(m.Keys, key)
		return "added key " + key.Fingerprint + " of " + m.Email, nil
	})
}

// RemoveKey takes a key from a member: what was opened with it may do nothing any more.
func (s Service) RemoveKey(ctx context.Context, member model.ID, fingerprint string) (model.TeamMember, error) {
	s, err := pass(s.core.Do(ctx, model.ActManageTeam, core.Everything))
	if err != nil {
		return model.TeamMember{}, err
	}
	return s.removeKey(ctx, member, fingerprint)
}

// RemoveOwnKey takes a key from the member who acts. The last one stays: they would not get
// in again without it.
func (s Service) RemoveOwnKey(ctx context.Context, fingerprint string) (model.TeamMember, error) {
	s, err := pass(s.core.Do(ctx, model.ActKeepOwnKeys, core.Nothing))
	if err != nil {
		return model.TeamMember{}, err
	}
	m, err := s.self(ctx)
	if err == nil && len(m.Keys) == 1 {
		err = model.Refuse("key", "add another one first", "%s is your last one", m.Keys[0].Fingerprint)
	}
	if err != nil {
		return model.TeamMember{}, err
	}
	return s.removeKey(ctx, m.ID, fingerprint)
}

func (s Service) removeKey(ctx context.Context, member model.ID, fingerprint string) (model.TeamMember, error) {
	return s.change(ctx, member, func(m *model.TeamMember) (string, error) {
		at := slices.IndexFunc(m.Keys, func(k model.SSHKey) bool { return k.Fingerprint == fingerprint })
		if at < 0 {
			return "", model.Refuse("key", "see which keys there are", "%s has no key %s", m.Email, fingerprint)
		}
		m.Keys = slices.Delete(m.Keys, at, at+1)
		return "removed key " + fingerprint + " of " + m.Email, nil
	})
}

// MemberWithKey gives the active member whom a key proves; [model.ErrNotFound] if it proves
// nobody.
func (s Service) MemberWithKey(ctx context.Context, fingerprint string) (model.TeamMember, error) {
	s, err := pass(s.core.See(ctx, model.ActProveIdentity, core.Nothing))
	if err != nil {
		return model.TeamMember{}, err
	}
	m, err := core.ReadNamed[model.TeamMember](ctx, s.core.Store, model.NameSSHKey.Of(fingerprint))
	if err != nil {
		return model.TeamMember{}, err
	}
	if m.Invitation != nil {
		return model.TeamMember{}, model.ErrNotFound
	}
	return m, nil
}

// Arrived keeps that a member is here, and has the audit log tell by which key and from
// where they signed in: once in ten minutes for the same.
func (s Service) Arrived(ctx context.Context, p model.Principal) error {
	s, err := pass(s.core.Do(ctx, model.ActProveIdentity, core.Nothing))
	if err != nil {
		return err
	}
	m, err := core.Read[model.TeamMember](ctx, s.core.Store, model.KindMember, p.ID)
	if err != nil {
		return err
	}
	s.noteActive(ctx, m)
	return s.core.As(p).Told(ctx, model.View{Subject: m.ID, Right: model.ActSeeSignIns}, "signed in over SSH")
}

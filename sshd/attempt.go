package sshd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"gatehouse/model"
)

// inviteUser is the user name with which an invitation is redeemed: the one that any key may
// come with, to be followed by the code.
const inviteUser = "invite"

const (
	// maxTries is how many keys a client may offer: one with a full agent offers all of them,
	// the right one perhaps last.
	maxTries = 20
	// codeTries is how often a code may be typed, within codeTime.
	codeTries = 3
	codeTime  = 3 * time.Minute
	// failurePause is what a failed attempt costs whoever made it.
	failurePause = time.Second
)

// attempt is somebody who proves who they are. What x/crypto keeps between the steps of a
// proof is lost, so it stands here; the steps come one after another.
type attempt struct {
	server *Server
	ctx    context.Context
	conn   net.Conn
	peer   netip.AddrPort

	user     string // the name that they came with
	offered  int    // keys that proved nobody
	member   model.TeamMember
	evidence string
	provedAt time.Time
}

func (a *attempt) config() *ssh.ServerConfig {
	c := &ssh.ServerConfig{
		ServerVersion: "SSH-2.0-Gatehouse", MaxAuthTries: maxTries,
		PublicKeyAuthAlgorithms: []string{ssh.KeyAlgoED25519, ssh.KeyAlgoSKED25519, ssh.KeyAlgoSKECDSA256,
			ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521, ssh.KeyAlgoRSASHA256, ssh.KeyAlgoRSASHA512},
		PublicKeyCallback: a.offer, VerifiedPublicKeyCallback: a.verified,
		KeyboardInteractiveCallback: a.explain,
	}
	for _, key := range a.server.HostKeys {
		c.AddHostKey(key)
	}
	return c
}

// offer says whether a key could prove somebody. That the client has it is not proved yet.
func (a *attempt) offer(meta ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
	a.user = meta.User()
	if a.user == inviteUser {
		if _, isCertificate := key.(*ssh.Certificate); isCertificate {
			return nil, errors.New("an invitation is redeemed with a key of one's own")
		}
		return &ssh.Permissions{}, nil
	}
	_, _, permissions, err := a.memberOf(key)
	if err != nil {
		a.offered++
	}
	return permissions, err
}

// verified takes the member in whose key has signed. An invited one has to give the code next.
func (a *attempt) verified(meta ssh.ConnMetadata, key ssh.PublicKey, _ *ssh.Permissions,
	_ string) (*ssh.Permissions, error) {
	if meta.User() == inviteUser {
		if err := a.conn.SetDeadline(time.Now().Add(codeTime)); err != nil {
			return nil, err
		}
		redeem := func(_ ssh.ConnMetadata, ask ssh.KeyboardInteractiveChallenge) (*ssh.Permissions, error) {
			return a.redeem(key, ask)
		}
		return nil, &ssh.PartialSuccessError{Next: ssh.ServerAuthCallbacks{KeyboardInteractiveCallback: redeem}}
	}
	m, evidence, permissions, err := a.memberOf(key)
	if err != nil {
		return nil, err
	}
	a.member, a.evidence, a.provedAt = m, evidence, time.Now()
	return permissions, nil
}

// memberOf is whom a key, or the certificate of one, proves.
func (a *attempt) memberOf(key ssh.PublicKey) (m model.TeamMember, evidence string, p *ssh.Permissions, err error) {
	services := a.server.Services.For(model.Anybody())
	if certificate, ok := key.(*ssh.Certificate); ok {
		if p, err = a.server.checkCertificate(certificate); err != nil {
			return m, "", nil, err
		}
		m, err = services.MemberCertified(a.ctx, certificate.ValidPrincipals)
		evidence = fmt.Sprintf("certificate %d of %s", certificate.Serial,
			ssh.FingerprintSHA256(certificate.SignatureKey))
		return m, evidence, p, err
	}
	evidence = ssh.FingerprintSHA256(key)
	m, err = services.MemberWithKey(a.ctx, evidence)
	return m, evidence, &ssh.Permissions{}, err
}

// redeem asks for the code of an invitation.
func (a *attempt) redeem(key ssh.PublicKey, ask ssh.KeyboardInteractiveChallenge) (*ssh.Permissions, error) {
	words, prompt := "Welcome to Gatehouse. Your key is "+ssh.FingerprintSHA256(key)+".", "Invitation code: "
	for range codeTries {
		answers, err := ask("", words, []string{prompt}, []bool{true})
		if err != nil {
			return nil, err
		}
		if len(answers) != 1 || strings.TrimSpace(answers[0]) == "" {
			return nil, errors.New("no code was given")
		}
		m, err := a.server.Services.For(model.Anybody()).RedeemInvitation(a.ctx, answers[0],
			strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key))))
		if err == nil {
			a.member, a.evidence, a.provedAt = m, ssh.FingerprintSHA256(key), time.Now()
			return &ssh.Permissions{}, nil
		}
		a.pause()
		words, prompt = "", refusal(err)+". Invitation code: " // a quiet client shows prompts alone
	}
	return nil, errors.New("no code was right")
}

// refusal is an error without the name of the field that it is about: there is one question.
func refusal(err error) string {
	if field, ok := errors.AsType[*model.FieldError](err); ok {
		return "Not redeemed: " + field.Reason + "; " + field.Remedy
	}
	return "Not redeemed: " + err.Error()
}

// explain is what a client tries when none of its keys was taken: it says so in words, and
// asks nothing.
func (a *attempt) explain(meta ssh.ConnMetadata, ask ssh.KeyboardInteractiveChallenge) (*ssh.Permissions, error) {
	a.user = meta.User()
	words := "Gatehouse knows none of the keys that your SSH client offers. If you were invited, connect as the user " +
		inviteUser + " and give the code; otherwise ask an Admin of your team for an invitation."
	_, _ = ask("", words, nil, nil) // whether it was read changes nothing
	a.pause()
	_ = a.conn.Close() // clients would ask for the same words again
	return nil, errors.New("no key of a member")
}

func (a *attempt) pause() {
	select {
	case <-time.After(failurePause):
	case <-a.ctx.Done():
	}
}

// principal is the member as who acts over this connection.
func (a *attempt) principal() model.Principal {
	p := a.member.Principal(model.ViaSSH, a.evidence, a.provedAt)
	p.Peer = a.peer.Addr()
	return p
}

// maxUserName is how much of a name is logged that a stranger chose.
const maxUserName = 64

func shortened(user string) string { return user[:min(len(user), maxUserName)] }

// logFailure leaves one line for a connection that proved nobody, in the form in which programs
// that shut out addresses read those of OpenSSH.
func (a *attempt) logFailure(err error) {
	var failed *ssh.ServerAuthError
	if !errors.As(err, &failed) && a.offered == 0 {
		a.server.Log.DebugContext(a.ctx, "ssh: closed before anybody was proved", "peer", a.peer.Addr(), "error", err)
		return
	}
	a.server.Log.WarnContext(a.ctx, fmt.Sprintf("Failed publickey for %q from %s port %d", shortened(a.user),
		a.peer.Addr(), a.peer.Port()))
}

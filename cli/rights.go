package cli

import (
	"cmp"
	"strings"

	"github.com/spf13/cobra"

	"gatehouse/model"
)

// rights are the actions that commands are, for their help: what a command needs beside, for a
// domain that is vouched for, a policy that is relaxed, is said where it is refused. "" is what
// touches nothing of a team's.
var rights = map[string]model.Action{
	"audit export": model.ActExportAudit, "audit list": model.ActSeeHistory, "audit verify": model.ActVerifyAudit,
	"audit keep": model.ActManageTeam,
	"history":    model.ActSeeHistory, "undo": model.ActUndo,

	"branding show": model.ActSeeBranding, "branding update": model.ActChangeBranding,
	"env history": model.ActSeeHistory, "env list": model.ActSeeEnvironments, "env oauth": model.ActChangeSettings,
	"env show": model.ActSeeSettings, "env undo": model.ActUndo, "env update": model.ActChangeSettings,
	"key create": model.ActChangeKeys, "key delete": model.ActChangeKeys, "key list": model.ActSeeKeys,
	"key rotate": model.ActChangeKeys, "key show": model.ActRevealKey,
	"webhook add": model.ActChangeWebhooks, "webhook deliveries": model.ActSeeWebhooks,
	"webhook disable": model.ActChangeWebhooks, "webhook edit": model.ActChangeWebhooks,
	"webhook enable": model.ActChangeWebhooks, "webhook list": model.ActSeeWebhooks,
	"webhook remove": model.ActChangeWebhooks, "webhook resend": model.ActResendWebhook,
	"webhook secret": model.ActRevealWebhook, "webhook show": model.ActSeeWebhooks,

	"api log": model.ActSeeCalls, "api show": model.ActSeeCallBodies,

	"connection approve": model.ActChangeConnection, "connection certificate add": model.ActChangeConnection,
	"connection certificate expiring": model.ActSeeConnections,
	"connection certificate remove":   model.ActChangeConnection, "connection create": model.ActCreateConnection,
	"connection decline": model.ActChangeConnection, "connection delete": model.ActDeleteConnection,
	"connection history": model.ActSeeHistory, "connection import": model.ActChangeConnection,
	"connection lint": model.ActSeeConnections, "connection list": model.ActSeeConnections,
	"connection pause": model.ActPauseConnection, "connection profiles": model.ActSeeProfiles,
	"connection recommend": model.ActSeeConnections, "connection refresh": model.ActRefreshMetadata,
	"connection reset": model.ActResetConnection, "connection resume": model.ActPauseConnection,
	"connection roles":      model.ActSeeSessions,
	"connection retire-key": model.ActChangeConnection, "connection rotate-key": model.ActChangeConnection,
	"connection show": model.ActSeeConnections, "connection test": model.ActTestSignIn,
	"connection undo": model.ActUndo, "connection update": model.ActChangeConnection,

	"directory create": model.ActCreateDirectory, "directory delete": model.ActDeleteDirectory,
	"directory group": model.ActSeeDirectoryUsers, "directory groups": model.ActSeeDirectoryUsers,
	"directory map": model.ActChangeDirectory, "directory paths": model.ActSeeDirectoryUsers,
	"directory list": model.ActSeeDirectories, "directory log": model.ActSeeDirectoryLog,
	"directory import":  model.ActImportDirectory,
	"directory roles":   model.ActSeeDirectoryUsers,
	"directory request": model.ActSeeDirectoryLog, "directory reset": model.ActResetDirectory,
	"directory show":      model.ActSeeDirectories,
	"directory token add": model.ActChangeDirectory, "directory token list": model.ActSeeDirectories,
	"directory token revoke": model.ActChangeDirectory, "directory update": model.ActChangeDirectory,
	"directory user": model.ActSeeDirectoryUsers, "directory users": model.ActSeeDirectoryUsers,

	"domain create": model.ActChangeDomains, "domain delete": model.ActChangeDomains,
	"domain list": model.ActSeeOrganizations, "domain show": model.ActSeeOrganizations,
	"domain verify": model.ActChangeDomains,
	"org create":    model.ActCreateOrganization, "org delete": model.ActDeleteOrganization,
	"org history": model.ActSeeHistory, "org list": model.ActSeeOrganizations, "org show": model.ActSeeOrganizations,
	"org undo": model.ActUndo, "org update": model.ActChangeOrganization, "setup-org": model.ActCreateOrganization,
	"contact add": model.ActChangeContacts, "contact invite": model.ActChangeContacts,
	"contact list": model.ActSeeContacts, "contact remove": model.ActChangeContacts,
	"contact revoke": model.ActChangeContacts,
	"link create":    model.ActCreateLink, "link list": model.ActSeeLinks, "link revoke": model.ActRevokeLink,
	"link show": model.ActSeeLinks,
	"note add":  model.ActWriteNote, "note list": model.ActSeeNotes, "note remove": model.ActWriteNote,
	"note mentions": model.ActKeepMentions, "note read": model.ActKeepMentions,
	"request list": model.ActSeeRequests, "request settle": model.ActSettleRequest,
	"request show": model.ActSeeRequests,

	"member invite": model.ActManageTeam, "member key add": model.ActManageTeam, "member key list": model.ActSeeTeam,
	"member key remove": model.ActManageTeam, "member list": model.ActSeeTeam, "member resend": model.ActManageTeam,
	"member revoke": model.ActManageTeam, "member role": model.ActManageTeam, "member show": model.ActSeeTeam,
	"profile choose": model.ActKeepOwnKeys, "profile key add": model.ActKeepOwnKeys,
	"profile key remove": model.ActKeepOwnKeys, "team rename": model.ActManageTeam, "team show": model.ActSeeTeam,

	"events list": model.ActSeeEvents, "events show": model.ActSeeEvents,

	"sessions claim": model.ActClaim, "sessions release": model.ActClaim,
	"sessions fix": model.ActChangeConnection, "sessions forget": model.ActForgetSessions,
	"sessions list": model.ActSeeSessions, "sessions show": model.ActSeeSessions,
	"sessions tail": model.ActSeeSessions,

	"backup": model.ActBackUp, "backup keygen": "", "backup show": "", "backup verify": "", "restore": "",
	"reset":  "",
	"export": model.ActExport, "seed": model.ActSeed, "info": model.ActSeeFacts, "stop": model.ActMaintain,
	"log-level":      model.ActMaintain,
	"test-directory": model.ActPlayTestDirectory,
	"serve":          "", "dev": "", "test-idp list": "", "test-directory list": "", "verify": "", "version": "",
}

// sayRights ends the help of each command with who may use it.
func sayRights(cmd *cobra.Command) {
	for _, sub := range cmd.Commands() {
		sayRights(sub)
	}
	if action := rights[pathOf(cmd)]; action != "" {
		cmd.Long = cmp.Or(cmd.Long, cmd.Short+".") + "\n\n" + action.Row().WhoMay()
	}
}

// pathOf names a command as in [rights].
func pathOf(cmd *cobra.Command) string { return strings.TrimPrefix(cmd.CommandPath(), "gatehouse ") }

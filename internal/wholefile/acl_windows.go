package wholefile

import (
	"runtime"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Compiled for Windows, not run there so far.

// protect lets the user who runs this program alone at a file or folder, and at
// what is made in that folder: a list of its own that takes over nothing from
// the folder above. What cannot be protected, as on a file system without such
// lists, is seen by [Readers].
func protect(path string) {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return
	}
	var still runtime.Pinner // the entry holds the id as a number, which keeps nothing in its place
	still.Pin(user.User.Sid)
	defer still.Unpin()
	list, err := windows.ACLFromEntries([]windows.EXPLICIT_ACCESS{{
		AccessPermissions: windows.GENERIC_ALL,
		AccessMode:        windows.SET_ACCESS,
		Inheritance:       windows.SUB_CONTAINERS_AND_OBJECTS_INHERIT,
		Trustee: windows.TRUSTEE{
			TrusteeForm: windows.TRUSTEE_IS_SID, TrusteeType: windows.TRUSTEE_IS_USER,
			TrusteeValue: windows.TrusteeValueFromSID(user.User.Sid),
		},
	}}, nil)
	if err != nil {
		return
	}
	_ = windows.SetNamedSecurityInfo(path, windows.SE_FILE_OBJECT,
		windows.DACL_SECURITY_INFORMATION|windows.PROTECTED_DACL_SECURITY_INFORMATION, nil, nil, list, nil)
}

// Readers returns the accounts other than the user's own, self, that may read
// the content of a file, as icacls takes them. The system and the
// administrators do not count: they can give themselves every right. Nobody is
// returned where that cannot be told.
func Readers(path string) (others []string, self string) {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return nil, ""
	}
	self = account(user.User.Sid)
	descriptor, err := windows.GetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return nil, self
	}
	list, _, err := descriptor.DACL()
	if err != nil {
		return nil, self
	}
	if list == nil { // no list at all: everybody may do everything
		if everyone, err := windows.CreateWellKnownSid(windows.WinWorldSid); err == nil {
			others = append(others, account(everyone))
		}
		return others, self
	}
	for i := range uint32(list.AceCount) {
		var entry *windows.ACCESS_ALLOWED_ACE
		if err := windows.GetAce(list, i, &entry); err != nil || !reads(entry) {
			continue
		}
		if sid := (*windows.SID)(unsafe.Pointer(&entry.SidStart)); !sid.Equals(user.User.Sid) && !privileged(sid) {
			others = append(others, account(sid))
		}
	}
	return others, self
}

// reads reports whether an entry of a list lets somebody read the file itself.
func reads(entry *windows.ACCESS_ALLOWED_ACE) bool {
	const reading = windows.FILE_READ_DATA | windows.GENERIC_READ | windows.GENERIC_ALL
	return entry.Header.AceType == windows.ACCESS_ALLOWED_ACE_TYPE &&
		entry.Header.AceFlags&windows.INHERIT_ONLY_ACE == 0 && entry.Mask&reading != 0
}

// privileged reports whether an account reaches every file anyway, or stands
// for the file's owner.
func privileged(sid *windows.SID) bool {
	for _, known := range []windows.WELL_KNOWN_SID_TYPE{
		windows.WinLocalSystemSid, windows.WinBuiltinAdministratorsSid, windows.WinCreatorOwnerSid, windows.WinCreatorOwnerRightsSid,
	} {
		if sid.IsWellKnown(known) {
			return true
		}
	}
	return false
}

// account is a name that icacls takes, else the number behind it.
func account(sid *windows.SID) string {
	name, domain, _, err := sid.LookupAccount("")
	switch {
	case err != nil:
		return "*" + sid.String()
	case domain == "":
		return name
	}
	return domain + `\` + name
}

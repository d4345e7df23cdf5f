/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session.h"

G_BEGIN_DECLS

/* One list a file, each ended by an empty row. */
extern const CtgCommand ctg_detect_commands[];
extern const CtgCommand ctg_connect_commands[];
extern const CtgCommand ctg_account_commands[];
extern const CtgCommand ctg_identity_commands[];
extern const CtgCommand ctg_sync_commands[];
extern const CtgCommand ctg_history_commands[];
extern const CtgCommand ctg_contact_commands[];
extern const CtgCommand ctg_contact_tool_commands[];
extern const CtgCommand ctg_company_commands[];
extern const CtgCommand ctg_deal_commands[];
extern const CtgCommand ctg_reading_commands[];
extern const CtgCommand ctg_thread_commands[];
extern const CtgCommand ctg_show_commands[];
extern const CtgCommand ctg_log_commands[];
extern const CtgCommand ctg_privacy_commands[];
extern const CtgCommand ctg_rule_commands[];
extern const CtgCommand ctg_tray_commands[];
extern const CtgCommand ctg_retention_commands[];
extern const CtgCommand ctg_attachment_commands[];
extern const CtgCommand ctg_import_commands[];
extern const CtgCommand ctg_file_commands[];
extern const CtgCommand ctg_doctor_commands[];
extern const CtgCommand ctg_domain_profile_commands[];
extern const CtgCommand ctg_settings_commands[];
extern const CtgCommand ctg_receipt_commands[];
extern const CtgCommand ctg_send_commands[];
extern const CtgCommand ctg_sent_commands[];
extern const CtgCommand ctg_template_commands[];
extern const CtgCommand ctg_sequence_commands[];
extern const CtgCommand ctg_backup_commands[];

G_END_DECLS

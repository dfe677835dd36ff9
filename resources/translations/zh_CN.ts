<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Rushes</name>
    <message>
        <source>The key map {path} cannot be read: {why}</source>
        <translation>无法读取按键表 {path}：{why}</translation>
    </message>
    <message>
        <source>The key map {path} gives {key} to both {one} and {two}</source>
        <translation>按键表 {path} 把 {key} 同时分配给 {one} 和 {two}</translation>
    </message>
    <message>
        <source>Playing</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Phases</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>Grades</source>
        <translation>结果评定</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审核</translation>
    </message>
    <message>
        <source>Episodes</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>Begin {phase}</source>
        <translation>开始“{phase}”</translation>
    </message>
    <message>
        <source>Grade: {grade}</source>
        <translation>评定为{grade}</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>播放或暂停</translation>
    </message>
    <message>
        <source>One frame back</source>
        <translation>后退一帧</translation>
    </message>
    <message>
        <source>One frame on</source>
        <translation>前进一帧</translation>
    </message>
    <message>
        <source>One second back</source>
        <translation>后退一秒</translation>
    </message>
    <message>
        <source>One second on</source>
        <translation>前进一秒</translation>
    </message>
    <message>
        <source>To the start</source>
        <translation>跳到开头</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>跳到结尾</translation>
    </message>
    <message>
        <source>Slower</source>
        <translation>减速</translation>
    </message>
    <message>
        <source>Faster</source>
        <translation>加速</translation>
    </message>
    <message>
        <source>Repeat the phase at the playhead</source>
        <translation>循环播放当前阶段</translation>
    </message>
    <message>
        <source>To the cut before</source>
        <translation>上一个切点</translation>
    </message>
    <message>
        <source>To the next cut</source>
        <translation>下一个切点</translation>
    </message>
    <message>
        <source>Split the phase at the playhead</source>
        <translation>在播放头处拆分阶段</translation>
    </message>
    <message>
        <source>Merge the phase with the next</source>
        <translation>与下一阶段合并</translation>
    </message>
    <message>
        <source>Write a note to the reviewer</source>
        <translation>给审核人写备注</translation>
    </message>
    <message>
        <source>Pin a remark to the playhead</source>
        <translation>在播放头处添加批注</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Submit or decide, and next</source>
        <translation>提交或裁定，并转到下一条</translation>
    </message>
    <message>
        <source>Take back what was submitted</source>
        <translation>撤回提交</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>Send back</source>
        <translation>退回</translation>
    </message>
    <message>
        <source>Next episode</source>
        <translation>下一条</translation>
    </message>
    <message>
        <source>Previous episode</source>
        <translation>上一条</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Open a URL</source>
        <translation>打开网址</translation>
    </message>
    <message>
        <source>A recording or a folder of them on S3 or a web server; only what is shown is fetched.</source>
        <translation>S3 或网页服务器上的录制文件或文件夹；只获取要显示的部分。</translation>
    </message>
    <message>
        <source>Open a recording</source>
        <translation>打开录制文件</translation>
    </message>
    <message>
        <source>Add the recordings of a folder</source>
        <translation>添加文件夹中的录制文件</translation>
    </message>
    <message>
        <source>Add the sample episodes</source>
        <translation>添加示例片段</translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation>搜索或执行命令</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>全部按键</translation>
    </message>
    <message>
        <source>Show or fold the list of episodes</source>
        <translation>显示或收起片段列表</translation>
    </message>
    <message>
        <source>Show the whole episode</source>
        <translation>显示整个片段</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Workspace Annotate</source>
        <translation>标注工作区</translation>
    </message>
    <message>
        <source>Workspace Review</source>
        <translation>审核工作区</translation>
    </message>
    <message>
        <source>Reset the layout of the views</source>
        <translation>恢复视图默认布局</translation>
    </message>
    <message>
        <source>Next part of the window</source>
        <translation>切换到窗口的下一区域</translation>
    </message>
    <message>
        <source>Sync now</source>
        <translation>立即同步</translation>
    </message>
    <message>
        <source>Dark or light</source>
        <translation>切换深色或浅色</translation>
    </message>
    <message>
        <source>Chinese or English</source>
        <translation>切换中文或英文</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Submitted. Nothing is left to label in this list</source>
        <translation>已提交。列表中没有待标注的片段</translation>
    </message>
    <message>
        <source>Decided. Nothing else waits for a verdict</source>
        <translation>已裁定。没有其他待审核的片段</translation>
    </message>
    <message>
        <source>The first sample comes at {t} s</source>
        <translation>首个样本在 {t} s</translation>
    </message>
    <message>
        <source>The other views go on</source>
        <translation>其他视图不受影响</translation>
    </message>
    <message>
        <source>The episode list has no {name}</source>
        <translation>片段列表中没有 {name}</translation>
    </message>
    <message>
        <source>With --json the labels need a file of their own: --out FILE</source>
        <translation>使用 --json 时，标注须写入单独的文件：--out FILE</translation>
    </message>
    <message>
        <source>{n} episodes are called {name}; choose one by id: {ids}</source>
        <translation>有 {n} 条片段名为 {name}，请按编号选择：{ids}</translation>
    </message>
    <message>
        <source>Nothing under {path} could be read as a recording</source>
        <translation>{path} 下没有可读取的录制文件</translation>
    </message>
    <message>
        <source>{path} has no episode {id}; it holds {ids}</source>
        <translation>{path} 中没有片段 {id}，现有 {ids}</translation>
    </message>
    <message>
        <source>{path} holds no episode</source>
        <translation>{path} 中没有片段</translation>
    </message>
    <message>
        <source>There is no stream {name}; the episode has {names}</source>
        <translation>没有数据流 {name}，该片段有 {names}</translation>
    </message>
    <message>
        <source>Stream {stream} has no sample at or before {t_ns} ns{hint}</source>
        <translation>数据流 {stream} 在 {t_ns} ns 及之前没有样本{hint}</translation>
    </message>
    <message>
        <source>{user} has no labels in {data}; there: {known}</source>
        <translation>{data} 中没有 {user} 的标注，现有：{known}</translation>
    </message>
    <message>
        <source>{path} cannot be written: it is no regular file</source>
        <translation>无法写入 {path}：不是普通文件</translation>
    </message>
    <message>
        <source>{path} cannot be written: {why}</source>
        <translation>无法写入 {path}：{why}</translation>
    </message>
    <message>
        <source>Only a lead can approve or send back</source>
        <translation>只有质检组长可以通过或退回</translation>
    </message>
    <message>
        <source>Nobody decides on labels of their own</source>
        <translation>不能审核自己的标注</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>No recording that Rushes can read was found there</source>
        <translation>那里没有 Rushes 能读取的录制文件</translation>
    </message>
    <message>
        <source>1 episode added</source>
        <translation>已添加 1 条片段</translation>
    </message>
    <message>
        <source>{n} episodes added</source>
        <translation>已添加 {n} 条片段</translation>
    </message>
    <message>
        <source>The user name {user} cannot be used: up to 64 letters, digits, spaces, "-" and "_"</source>
        <translation>用户名 {user} 不可用：最多 64 个字母、数字、空格、“-”和“_”</translation>
    </message>
    <message>
        <source>These labels were approved</source>
        <translation>这些标注已通过</translation>
    </message>
    <message>
        <source>These labels were sent back, see the reasons</source>
        <translation>这些标注被退回，请查看原因</translation>
    </message>
    <message>
        <source>These labels were submitted</source>
        <translation>这些标注已提交</translation>
    </message>
    <message>
        <source>These labels were changed elsewhere</source>
        <translation>这些标注已在别处修改</translation>
    </message>
    <message>
        <source>conflict</source>
        <translation>冲突</translation>
    </message>
    <message>
        <source>{n} phases</source>
        <translation>{n} 个阶段</translation>
    </message>
    <message>
        <source>The folder {path} cannot be made: {why}</source>
        <translation>无法创建文件夹 {path}：{why}</translation>
    </message>
    <message>
        <source>no samples: {stream}</source>
        <translation>无样本：{stream}</translation>
    </message>
    <message>
        <source>The translation {path} cannot be read: {why}</source>
        <translation>无法读取翻译文件 {path}：{why}</translation>
    </message>
    <message>
        <source>This is a bug in Rushes ({kind}); a report is in {path}</source>
        <translation>Rushes 出现程序错误（{kind}），报告已保存到 {path}</translation>
    </message>
    <message>
        <source>This is a bug in Rushes ({kind}); a report could not be written</source>
        <translation>Rushes 出现程序错误（{kind}），报告未能写入</translation>
    </message>
    <message>
        <source>{sign}{s} s</source>
        <translation>{sign}{s} s</translation>
    </message>
    <message>
        <source>{sign}{ms} ms</source>
        <translation>{sign}{ms} ms</translation>
    </message>
    <message>
        <source>late, {age}</source>
        <translation>滞后 {age}</translation>
    </message>
    <message>
        <source>Search channels or limbs</source>
        <translation>搜索通道或部位</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>Nothing is missing</source>
        <translation>没有缺项</translation>
    </message>
    <message>
        <source>Before you submit</source>
        <translation>提交前检查</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>距离</translation>
    </message>
    <message>
        <source>Colours and range</source>
        <translation>配色与范围</translation>
    </message>
    <message>
        <source>Colour by</source>
        <translation>着色依据</translation>
    </message>
    <message>
        <source>Sensor hangs upside down</source>
        <translation>传感器倒装</translation>
    </message>
    <message>
        <source>1 of {n} points</source>
        <translation>{n} 点取 1</translation>
    </message>
    <message>
        <source>Reset camera</source>
        <translation>重置视角</translation>
    </message>
    <message>
        <source>No command of that name</source>
        <translation>没有匹配的命令</translation>
    </message>
    <message>
        <source>{value} m at {x}, {y}</source>
        <translation>({x}, {y}) 处 {value} m</translation>
    </message>
    <message>
        <source>no depth at {x}, {y}</source>
        <translation>({x}, {y}) 处无深度</translation>
    </message>
    <message>
        <source>{state} · {detail}</source>
        <translation>{state} · {detail}</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>No episode matches. Choose another state or other words.</source>
        <translation>没有匹配的片段。请换一个状态或关键词。</translation>
    </message>
    <message>
        <source>No episodes yet. Open a recording or a folder of them.</source>
        <translation>还没有片段。请打开录制文件或文件夹。</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>All states</source>
        <translation>全部状态</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>{n} bytes</source>
        <translation>{n} 字节</translation>
    </message>
    <message>
        <source>… {n} more</source>
        <translation>… 另有 {n} 项</translation>
    </message>
    <message>
        <source>{n} messages</source>
        <translation>{n} 条消息</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Note to the reviewer</source>
        <translation>给审核人的备注</translation>
    </message>
    <message>
        <source>not graded</source>
        <translation>未评定</translation>
    </message>
    <message>
        <source>{grade} ({key})</source>
        <translation>{grade}（{key}）</translation>
    </message>
    <message>
        <source>Instruction</source>
        <translation>任务指令</translation>
    </message>
    <message>
        <source>Submit and next</source>
        <translation>提交并下一条</translation>
    </message>
    <message>
        <source>Take back to draft</source>
        <translation>撤回为草稿</translation>
    </message>
    <message>
        <source>Take the labels back and go on with them</source>
        <translation>撤回标注并继续编辑</translation>
    </message>
    <message>
        <source>key begins a phase</source>
        <translation>按键开始新阶段</translation>
    </message>
    <message>
        <source>{phase} begins at the playhead ({key})</source>
        <translation>在播放头处开始“{phase}”（{key}）</translation>
    </message>
    <message>
        <source>next</source>
        <translation>下一段</translation>
    </message>
    <message>
        <source>{phase}, {time}</source>
        <translation>{phase}，{time}</translation>
    </message>
    <message>
        <source>Go to this moment</source>
        <translation>跳到此刻</translation>
    </message>
    <message>
        <source>by {user}</source>
        <translation>标注人 {user}</translation>
    </message>
    <message>
        <source>the labels count as they are</source>
        <translation>标注原样生效</translation>
    </message>
    <message>
        <source>1 reason</source>
        <translation>1 条原因</translation>
    </message>
    <message>
        <source>{n} reasons</source>
        <translation>{n} 条原因</translation>
    </message>
    <message>
        <source>1 remark</source>
        <translation>1 条批注</translation>
    </message>
    <message>
        <source>{n} remarks</source>
        <translation>{n} 条批注</translation>
    </message>
    <message>
        <source>Approve and next</source>
        <translation>通过并下一条</translation>
    </message>
    <message>
        <source>Send back and next</source>
        <translation>退回并下一条</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>裁定</translation>
    </message>
    <message>
        <source>Reasons</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Remarks</source>
        <translation>批注</translation>
    </message>
    <message>
        <source>add at playhead</source>
        <translation>添加到播放头</translation>
    </message>
    <message>
        <source>A remark for this moment</source>
        <translation>为此刻写批注</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Pin the remark to the playhead (Enter)</source>
        <translation>把批注添加到播放头（Enter）</translation>
    </message>
    <message>
        <source>graded {grade}</source>
        <translation>评定为{grade}</translation>
    </message>
    <message>
        <source>Nobody has labelled this episode yet.</source>
        <translation>此片段尚未标注。</translation>
    </message>
    <message>
        <source>The labels are a draft: there is nothing to decide until they are submitted.</source>
        <translation>标注还是草稿，提交后才能裁定。</translation>
    </message>
    <message>
        <source>Sent back by {user}; it waits for the annotator.</source>
        <translation>已被 {user} 退回，等待标注员修改。</translation>
    </message>
    <message>
        <source>Approved by {user}.</source>
        <translation>已由 {user} 通过。</translation>
    </message>
    <message>
        <source>You may not decide here.</source>
        <translation>你无权在此裁定。</translation>
    </message>
    <message>
        <source>say why: a reason or a remark</source>
        <translation>请说明原因或写批注</translation>
    </message>
    <message>
        <source>Choose A or R</source>
        <translation>按 A 或 R 选择</translation>
    </message>
    <message>
        <source>Range of every frame</source>
        <translation>按每帧取范围</translation>
    </message>
    <message>
        <source>Find range</source>
        <translation>自动范围</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>配色</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>+{n}</source>
        <translation>+{n}</translation>
    </message>
    <message>
        <source>Choose channels</source>
        <translation>选择通道</translation>
    </message>
    <message>
        <source>{shown} of {all}</source>
        <translation>{all} 路中的 {shown} 路</translation>
    </message>
    <message>
        <source>New</source>
        <translation>未标注</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>Submitted</source>
        <translation>已提交</translation>
    </message>
    <message>
        <source>Approved</source>
        <translation>已通过</translation>
    </message>
    <message>
        <source>Sent back</source>
        <translation>已退回</translation>
    </message>
    <message>
        <source>Submit</source>
        <translation>提交</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤回</translation>
    </message>
    <message>
        <source>Reopen</source>
        <translation>重新审核</translation>
    </message>
    <message>
        <source>Annotator</source>
        <translation>标注员</translation>
    </message>
    <message>
        <source>QA lead</source>
        <translation>质检组长</translation>
    </message>
    <message>
        <source>Engineer</source>
        <translation>工程师</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>管理员</translation>
    </message>
    <message>
        <source>minor</source>
        <translation>轻微</translation>
    </message>
    <message>
        <source>major</source>
        <translation>严重</translation>
    </message>
    <message>
        <source>critical</source>
        <translation>致命</translation>
    </message>
    <message>
        <source>Edit {n} saved</source>
        <translation>第 {n} 次编辑已保存</translation>
    </message>
    <message>
        <source>{n} frames dropped</source>
        <translation>丢帧 {n}</translation>
    </message>
    <message>
        <source>What is wrong with this recording</source>
        <translation>此录制文件的问题</translation>
    </message>
    <message>
        <source>No edits yet</source>
        <translation>尚无编辑</translation>
    </message>
    <message>
        <source>Edit {n} saved {s} s ago</source>
        <translation>第 {n} 次编辑已保存 · {s} s 前</translation>
    </message>
    <message>
        <source>Edit {n} saved {min} min ago</source>
        <translation>第 {n} 次编辑已保存 · {min} 分钟前</translation>
    </message>
    <message>
        <source>Clock: log time</source>
        <translation>时钟：记录时间</translation>
    </message>
    <message>
        <source>Clock: header stamps</source>
        <translation>时钟：消息头时间</translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation>浅色主题</translation>
    </message>
    <message>
        <source>Dark theme</source>
        <translation>深色主题</translation>
    </message>
    <message>
        <source>1 problem</source>
        <translation>1 个问题</translation>
    </message>
    <message>
        <source>{n} problems</source>
        <translation>{n} 个问题</translation>
    </message>
    <message>
        <source>Problems of this recording</source>
        <translation>此录制文件的问题</translation>
    </message>
    <message>
        <source>Go to</source>
        <translation>跳转</translation>
    </message>
    <message>
        <source>{rate} Hz</source>
        <translation>{rate} Hz</translation>
    </message>
    <message>
        <source>Teleoperated</source>
        <translation>遥操作</translation>
    </message>
    <message>
        <source>Autonomous</source>
        <translation>自主</translation>
    </message>
    <message>
        <source>arm</source>
        <translation>手臂</translation>
    </message>
    <message>
        <source>base</source>
        <translation>底座</translation>
    </message>
    <message>
        <source>camera</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>chest</source>
        <translation>胸部</translation>
    </message>
    <message>
        <source>depth</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>front</source>
        <translation>前部</translation>
    </message>
    <message>
        <source>gripper</source>
        <translation>夹爪</translation>
    </message>
    <message>
        <source>hand</source>
        <translation>手部</translation>
    </message>
    <message>
        <source>head</source>
        <translation>头部</translation>
    </message>
    <message>
        <source>info</source>
        <translation>信息</translation>
    </message>
    <message>
        <source>joint</source>
        <translation>关节</translation>
    </message>
    <message>
        <source>left</source>
        <translation>左</translation>
    </message>
    <message>
        <source>lidar</source>
        <translation>激光雷达</translation>
    </message>
    <message>
        <source>mode</source>
        <translation>模式</translation>
    </message>
    <message>
        <source>rear</source>
        <translation>后部</translation>
    </message>
    <message>
        <source>right</source>
        <translation>右</translation>
    </message>
    <message>
        <source>scene</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>state</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>states</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>teleop</source>
        <translation>遥操作</translation>
    </message>
    <message>
        <source>top</source>
        <translation>顶部</translation>
    </message>
    <message>
        <source>wrench</source>
        <translation>力与力矩</translation>
    </message>
    <message>
        <source>wrist</source>
        <translation>腕</translation>
    </message>
    <message>
        <source>Local only</source>
        <translation>仅本机</translation>
    </message>
    <message>
        <source>Synced</source>
        <translation>已同步</translation>
    </message>
    <message>
        <source>{n} to send</source>
        <translation>{n} 项待发送</translation>
    </message>
    <message>
        <source>Syncing</source>
        <translation>同步中</translation>
    </message>
    <message>
        <source>Offline since {time}, edits are safe</source>
        <translation>{time} 起离线，编辑已保存在本机</translation>
    </message>
    <message>
        <source>Sync failed</source>
        <translation>同步失败</translation>
    </message>
    <message>
        <source>What waits for the catalog</source>
        <translation>待同步到目录库的内容</translation>
    </message>
    <message>
        <source>No catalog is chosen. Everything is kept on this machine.</source>
        <translation>未选择目录库。所有内容都保存在本机。</translation>
    </message>
    <message>
        <source>1 conflict</source>
        <translation>1 项冲突</translation>
    </message>
    <message>
        <source>{n} conflicts</source>
        <translation>{n} 项冲突</translation>
    </message>
    <message>
        <source>{n} edits wait here, safe on this machine.</source>
        <translation>{n} 项编辑待发送，已安全保存在本机。</translation>
    </message>
    <message>
        <source>{name}, key {key}, {start} to {end} s</source>
        <translation>{name}，按键 {key}，{start} 至 {end} s</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>{count} frames</source>
        <translation>{count} 帧</translation>
    </message>
    <message>
        <source>{count} ms</source>
        <translation>{count} ms</translation>
    </message>
    <message>
        <source>Not labelled yet. {key} begins {phase} here.</source>
        <translation>尚未标注。按 {key} 在此开始“{phase}”。</translation>
    </message>
    <message>
        <source>{key} begins {phase}</source>
        <translation>按 {key} 开始“{phase}”</translation>
    </message>
    <message>
        <source>Not labelled yet.</source>
        <translation>尚未标注。</translation>
    </message>
    <message>
        <source>Filmstrip</source>
        <translation>画面</translation>
    </message>
    <message>
        <source>Control mode</source>
        <translation>控制模式</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>异常</translation>
    </message>
    <message>
        <source>Marks</source>
        <translation>标记</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>总览</translation>
    </message>
    <message>
        <source>All streams</source>
        <translation>全部数据流</translation>
    </message>
    <message>
        <source>Split at the playhead</source>
        <translation>在播放头处拆分</translation>
    </message>
    <message>
        <source>Merge with the next</source>
        <translation>与下一阶段合并</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Rename to</source>
        <translation>改为</translation>
    </message>
    <message>
        <source>{stream}: no samples from {start} to {end} s</source>
        <translation>{stream}：{start} 至 {end} s 无样本</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间轴</translation>
    </message>
    <message>
        <source>{name}, {role}</source>
        <translation>{name}，{role}</translation>
    </message>
    <message>
        <source>Annotate</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Debug</source>
        <translation>调试</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Change who works…</source>
        <translation>切换用户…</translation>
    </message>
    <message>
        <source>Frame {index} / {count}</source>
        <translation>帧 {index} / {count}</translation>
    </message>
    <message>
        <source>Step by</source>
        <translation>逐帧依据</translation>
    </message>
    <message>
        <source>The stream whose frames are stepped</source>
        <translation>逐帧步进所依据的数据流</translation>
    </message>
    <message>
        <source>Who works here?</source>
        <translation>谁在使用？</translation>
    </message>
    <message>
        <source>Name, as it is to stand in every edit</source>
        <translation>姓名，将记入每次编辑</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Each person has their own file on this machine.</source>
        <translation>每个人在本机都有自己的文件。</translation>
    </message>
    <message>
        <source>Works as</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>Sent back by {user}</source>
        <translation>已被 {user} 退回</translation>
    </message>
    <message>
        <source>Submitted by {user}, waits for review</source>
        <translation>{user} 已提交，待审核</translation>
    </message>
    <message>
        <source>Approved by {user}</source>
        <translation>已由 {user} 通过</translation>
    </message>
    <message>
        <source>Hide this view</source>
        <translation>隐藏此视图</translation>
    </message>
    <message>
        <source>Maximise (double click on the header)</source>
        <translation>最大化（双击标题栏）</translation>
    </message>
    <message>
        <source>Next sample</source>
        <translation>下一个样本</translation>
    </message>
    <message>
        <source>This episode has no such stream</source>
        <translation>此片段没有该数据流</translation>
    </message>
    <message>
        <source>The stream {stream} is empty</source>
        <translation>数据流 {stream} 为空</translation>
    </message>
    <message>
        <source>Nothing recorded yet at this time</source>
        <translation>此刻尚无录制内容</translation>
    </message>
    <message>
        <source>Review and label robot episodes</source>
        <translation>审核与标注机器人片段</translation>
    </message>
    <message>
        <source>Open a folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Open the demo</source>
        <translation>打开示例</translation>
    </message>
    <message>
        <source>The catalog's URL holds two @ before the host: write the one in the password as %40</source>
        <translation>目录库地址的主机名前有两个 @：请把密码中的 @ 写作 %40</translation>
    </message>
    <message>
        <source>The catalog's URL is no valid PostgreSQL URL</source>
        <translation>目录库地址不是有效的 PostgreSQL URL</translation>
    </message>
    <message>
        <source>The catalog file {path} cannot be made: {why}</source>
        <translation>无法创建目录库文件 {path}：{why}</translation>
    </message>
    <message>
        <source>{path} is a database, but no catalog; nothing was changed</source>
        <translation>{path} 是数据库，但不是目录库；未作任何更改</translation>
    </message>
    <message>
        <source>The catalog at {where} does not answer: {why}</source>
        <translation>{where} 的目录库没有响应：{why}</translation>
    </message>
    <message>
        <source>The catalog at {where} refuses the login {user}: the password or the name is wrong</source>
        <translation>{where} 的目录库拒绝登录 {user}：用户名或密码错误</translation>
    </message>
    <message>
        <source>There is no database {database} at {where}</source>
        <translation>{where} 上没有数据库 {database}</translation>
    </message>
    <message>
        <source>There is no catalog in {where} yet; make it with: rushes catalog init URL</source>
        <translation>{where} 中还没有目录库，请用此命令创建：rushes catalog init URL</translation>
    </message>
    <message>
        <source>The login {user} has no right to do this at {where}</source>
        <translation>登录 {user} 在 {where} 上无权执行此操作</translation>
    </message>
    <message>
        <source>The catalog at {where} failed: {why}</source>
        <translation>{where} 的目录库出错：{why}</translation>
    </message>
    <message>
        <source>The catalog file {path} cannot be used: {why}</source>
        <translation>无法使用目录库文件 {path}：{why}</translation>
    </message>
    <message>
        <source>There is no catalog file {path}; a new one is made with: rushes catalog init URL</source>
        <translation>没有目录库文件 {path}，可用此命令新建：rushes catalog init URL</translation>
    </message>
    <message>
        <source>{path} is no catalog; a new one is made with: rushes catalog init URL</source>
        <translation>{path} 不是目录库，可用此命令新建：rushes catalog init URL</translation>
    </message>
    <message>
        <source>{path} lies on a network share, where a catalog file could be damaged; keep it on this machine, or use PostgreSQL for several</source>
        <translation>{path} 位于网络共享，目录库文件可能损坏；请放在本机，多人使用请改用 PostgreSQL</translation>
    </message>
    <message>
        <source>The catalog did not answer each change-set that was sent; nothing was marked as sent</source>
        <translation>目录库没有逐一确认已发送的变更集；均未标记为已发送</translation>
    </message>
    <message>
        <source>The catalog left out changes after number {cursor}; nothing was changed here</source>
        <translation>目录库遗漏了第 {cursor} 号之后的变更；本机未作任何更改</translation>
    </message>
    <message>
        <source>The catalog {where} has version {version}, this program works with {known}; bring it up with: rushes catalog init URL</source>
        <translation>目录库 {where} 的版本是 {version}，本程序使用 {known}，请用此命令升级：rushes catalog init URL</translation>
    </message>
    <message>
        <source>The catalog {where} has version {version}, newer than this program's {known}; update Rushes</source>
        <translation>目录库 {where} 的版本是 {version}，高于本程序的 {known}，请更新 Rushes</translation>
    </message>
    <message>
        <source>A catalog needs PostgreSQL 16 or newer; {where} runs {version}</source>
        <translation>目录库需要 PostgreSQL 16 或更高版本，{where} 的版本是 {version}</translation>
    </message>
    <message>
        <source>The recording holds {n} episodes, choose one with --episode: {ids}</source>
        <translation>录制文件含 {n} 条片段，请用 --episode 选择：{ids}</translation>
    </message>
    <message>
        <source>The picture has no pixels</source>
        <translation>图像没有像素</translation>
    </message>
    <message>
        <source>{path} does not exist</source>
        <translation>{path} 不存在</translation>
    </message>
    <message>
        <source>{path} cannot be read: {why}</source>
        <translation>无法读取 {path}：{why}</translation>
    </message>
    <message>
        <source>The episode is {state}; its labels cannot be edited</source>
        <translation>片段处于“{state}”状态，不能编辑标注</translation>
    </message>
    <message>
        <source>These labels were made with the taxonomy {theirs} and cannot be edited with {ours}</source>
        <translation>这些标注使用标签体系 {theirs}，不能用 {ours} 编辑</translation>
    </message>
    <message>
        <source>The taxonomy has no grade {code}</source>
        <translation>标签体系中没有结果 {code}</translation>
    </message>
    <message>
        <source>A remark must lie inside the episode</source>
        <translation>批注必须位于片段之内</translation>
    </message>
    <message>
        <source>A remark needs a sentence or a reason</source>
        <translation>批注需要文字或原因</translation>
    </message>
    <message>
        <source>This remark is no longer there</source>
        <translation>此批注已不存在</translation>
    </message>
    <message>
        <source>Nobody reviews their own labels: {user} submitted these</source>
        <translation>不能审核自己的标注：这些标注由 {user} 提交</translation>
    </message>
    <message>
        <source>To send labels back takes a reason, or a remark pinned to a moment</source>
        <translation>退回标注需要选择原因，或在某一时刻添加批注</translation>
    </message>
    <message>
        <source>The taxonomy has no phase {code}</source>
        <translation>标签体系中没有阶段 {code}</translation>
    </message>
    <message>
        <source>The taxonomy has no reason {code}</source>
        <translation>标签体系中没有原因 {code}</translation>
    </message>
    <message>
        <source>The labels changed meanwhile; this can no longer be restored</source>
        <translation>标注在此期间已更改，无法恢复</translation>
    </message>
    <message>
        <source>A change-set cannot be read: {why}</source>
        <translation>无法读取变更集：{why}</translation>
    </message>
    <message>
        <source>No phase is cut yet</source>
        <translation>尚未切分阶段</translation>
    </message>
    <message>
        <source>No grade is given yet</source>
        <translation>尚未评定结果</translation>
    </message>
    <message>
        <source>The phase {phase} is missing</source>
        <translation>缺少阶段“{phase}”</translation>
    </message>
    <message>
        <source>The grade {grade} needs a reason</source>
        <translation>结果“{grade}”需要说明原因</translation>
    </message>
    <message>
        <source>The phase {phase} does not follow the order of the template</source>
        <translation>阶段“{phase}”不符合模板顺序</translation>
    </message>
    <message>
        <source>There is no phase to split yet</source>
        <translation>还没有可拆分的阶段</translation>
    </message>
    <message>
        <source>The first phase begins with its episode and cannot be moved</source>
        <translation>第一个阶段从片段开头开始，不能移动</translation>
    </message>
    <message>
        <source>The phases on both sides are too short to move their boundary</source>
        <translation>两侧阶段太短，无法移动边界</translation>
    </message>
    <message>
        <source>The last phase has no next one to merge with</source>
        <translation>最后一个阶段之后没有可合并的阶段</translation>
    </message>
    <message>
        <source>The cut is too near to a boundary: a phase lasts at least {ms} ms</source>
        <translation>切点离边界太近：阶段至少 {ms} ms</translation>
    </message>
    <message>
        <source>A cut must lie inside the episode</source>
        <translation>切点必须位于片段之内</translation>
    </message>
    <message>
        <source>This phase is no longer there</source>
        <translation>此阶段已不存在</translation>
    </message>
    <message>
        <source>The taxonomy {path} names the phase {code} but does not define it</source>
        <translation>标签体系 {path} 提到阶段 {code}，但未定义</translation>
    </message>
    <message>
        <source>The taxonomy {path} cannot be read: {why}</source>
        <translation>无法读取标签体系 {path}：{why}</translation>
    </message>
    <message>
        <source>The taxonomy {path} is no valid TOML: {why}</source>
        <translation>标签体系 {path} 不是有效的 TOML：{why}</translation>
    </message>
    <message>
        <source>The taxonomy {path} uses the {what} {value} twice</source>
        <translation>标签体系 {path} 重复使用{what} {value}</translation>
    </message>
    <message>
        <source>Episode {id} holds nothing that can be shown</source>
        <translation>片段 {id} 没有可显示的内容</translation>
    </message>
    <message>
        <source>{stream} is too large to be read at once</source>
        <translation>{stream} 太大，无法一次读取</translation>
    </message>
    <message>
        <source>{stream} ends before row {index}</source>
        <translation>{stream} 不到第 {index} 行就结束</translation>
    </message>
    <message>
        <source>Picture {index} of {stream} is damaged</source>
        <translation>{stream} 的第 {index} 张图像已损坏</translation>
    </message>
    <message>
        <source>{path} is no recording that Rushes can read</source>
        <translation>{path} 不是 Rushes 能读取的录制</translation>
    </message>
    <message>
        <source>{path} is neither a file nor a folder</source>
        <translation>{path} 既不是文件也不是文件夹</translation>
    </message>
    <message>
        <source>{path} is closed</source>
        <translation>{path} 已关闭</translation>
    </message>
    <message>
        <source>{path} cannot be opened: {why}</source>
        <translation>无法打开 {path}：{why}</translation>
    </message>
    <message>
        <source>{path} holds no rows of numbers</source>
        <translation>{path} 中没有数值行</translation>
    </message>
    <message>
        <source>The cloud takes {gib:.1f} GiB of memory; up to 1 GiB is loaded</source>
        <translation>点云需要 {gib:.1f} GiB 内存，最多加载 1 GiB</translation>
    </message>
    <message>
        <source>The LAS cloud {path} cannot be read: {why}</source>
        <translation>无法读取 LAS 点云 {path}：{why}</translation>
    </message>
    <message>
        <source>The header of the PCD cloud {path} cannot be used: {why}</source>
        <translation>PCD 点云 {path} 的文件头不可用：{why}</translation>
    </message>
    <message>
        <source>The header of the PLY cloud {path} cannot be used: {why}</source>
        <translation>PLY 点云 {path} 的文件头不可用：{why}</translation>
    </message>
    <message>
        <source>The cloud {path} cannot be read: {why}</source>
        <translation>无法读取点云 {path}：{why}</translation>
    </message>
    <message>
        <source>The cloud {path} has no x, y and z</source>
        <translation>点云 {path} 没有 x、y、z</translation>
    </message>
    <message>
        <source>{path} is no cloud that can be read</source>
        <translation>{path} 不是可读取的点云</translation>
    </message>
    <message>
        <source>{why}</source>
        <translation>{why}</translation>
    </message>
    <message>
        <source>Stream {stream} has no sample {index}; it has {count}</source>
        <translation>数据流 {stream} 没有第 {index} 个样本，共 {count} 个</translation>
    </message>
    <message>
        <source>Row {index} of {stream} cannot be read</source>
        <translation>无法读取 {stream} 的第 {index} 行</translation>
    </message>
    <message>
        <source>{path} is a damaged HDF5 file: it cannot be opened</source>
        <translation>{path} 是损坏的 HDF5 文件，无法打开</translation>
    </message>
    <message>
        <source>{path} is damaged: its table of contents cannot be read</source>
        <translation>{path} 已损坏：无法读取其目录</translation>
    </message>
    <message>
        <source>{path} has no episode {id}</source>
        <translation>{path} 中没有片段 {id}</translation>
    </message>
    <message>
        <source>{path} is no LeRobot data set: meta/info.json is missing</source>
        <translation>{path} 不是 LeRobot 数据集：缺少 meta/info.json</translation>
    </message>
    <message>
        <source>Episode {id}: neither its data file {path} nor a video can be read</source>
        <translation>片段 {id}：数据文件 {path} 和视频均无法读取</translation>
    </message>
    <message>
        <source>{path} lists no features, so nothing can be shown</source>
        <translation>{path} 未列出任何特征，没有可显示的内容</translation>
    </message>
    <message>
        <source>The path template {pattern} cannot be used</source>
        <translation>路径模板 {pattern} 不可用</translation>
    </message>
    <message>
        <source>{path} is damaged: it holds no JSON object</source>
        <translation>{path} 已损坏：其中没有 JSON 对象</translation>
    </message>
    <message>
        <source>{path} is a LeRobot data set of version {version}; Rushes reads v2.0, v2.1 and v3.0, so please convert it with LeRobot's own script first</source>
        <translation>{path} 是 {version} 版 LeRobot 数据集；Rushes 读取 v2.0、v2.1 和 v3.0，请先用 LeRobot 自带的脚本转换</translation>
    </message>
    <message>
        <source>{path} is damaged: it is not JSON</source>
        <translation>{path} 已损坏：不是 JSON</translation>
    </message>
    <message>
        <source>Picture {index} of {stream} is missing</source>
        <translation>{stream} 缺少第 {index} 张图像</translation>
    </message>
    <message>
        <source>The data file {path} cannot be read</source>
        <translation>无法读取数据文件 {path}</translation>
    </message>
    <message>
        <source>The column {column} of {path} cannot be read</source>
        <translation>无法读取 {path} 的列 {column}</translation>
    </message>
    <message>
        <source>The video of {stream} has no picture {index}</source>
        <translation>{stream} 的视频没有第 {index} 张图像</translation>
    </message>
    <message>
        <source>{path} holds no message with a header stamp; open it on the log clock</source>
        <translation>{path} 中没有带消息头时间的消息，请用记录时间打开</translation>
    </message>
    <message>
        <source>Sample {index} of stream {stream} is damaged: {why}</source>
        <translation>数据流 {stream} 的第 {index} 个样本已损坏：{why}</translation>
    </message>
    <message>
        <source>Stream {stream} has no header stamps; open the recording on the log clock to see it</source>
        <translation>数据流 {stream} 没有消息头时间，请用记录时间打开录制文件查看</translation>
    </message>
    <message>
        <source>Stream {stream} cannot be decoded: {why}</source>
        <translation>无法解码数据流 {stream}：{why}</translation>
    </message>
    <message>
        <source>{path} holds no sample that can be read{why}</source>
        <translation>{path} 中没有可读取的样本{why}</translation>
    </message>
    <message>
        <source>The frame {frame} is not placed before {t_ns} ns</source>
        <translation>坐标系 {frame} 在 {t_ns} ns 之前没有位姿</translation>
    </message>
    <message>
        <source>{path} has no poses: a row has {count} numbers, not 7</source>
        <translation>{path} 中没有位姿：每行有 {count} 个数，而不是 7 个</translation>
    </message>
    <message>
        <source>Depth beside the scan</source>
        <translation>在点云中显示深度图</translation>
    </message>
    <message>
        <source>Take the marked point away</source>
        <translation>清除标记点</translation>
    </message>
    <message>
        <source>Views</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Depth in the colours of the camera</source>
        <translation>深度点使用相机颜色</translation>
    </message>
    <message>
        <source>depth in another frame</source>
        <translation>深度图属于其他坐标系</translation>
    </message>
    <message>
        <source>depth {age}</source>
        <translation>深度 {age}</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>No depth was measured there</source>
        <translation>该处没有深度测量值</translation>
    </message>
    <message>
        <source>x {x} y {y} z {z} m</source>
        <translation>x {x} y {y} z {z} m</translation>
    </message>
    <message>
        <source>{place} in {frame}</source>
        <translation>{frame} 系 {place}</translation>
    </message>
    <message>
        <source>{d} m away</source>
        <translation>距离 {d} m</translation>
    </message>
    <message>
        <source>The point is outside of this picture</source>
        <translation>标记点不在该画面内</translation>
    </message>
    <message>
        <source>The point is behind this camera</source>
        <translation>标记点位于该相机后方</translation>
    </message>
    <message>
        <source>The recording does not say the intrinsics of {stream}</source>
        <translation>录制数据中没有 {stream} 的相机内参</translation>
    </message>
    <message>
        <source>{source} has the distortion model {model}, which is not known</source>
        <translation>{source} 使用了未知的畸变模型 {model}</translation>
    </message>
    <message>
        <source>{source} is no calibration of a camera</source>
        <translation>{source} 不是相机标定信息</translation>
    </message>
    <message>
        <source>{source} is not calibrated: its K has no focal length</source>
        <translation>{source} 未标定：其内参矩阵 K 没有焦距</translation>
    </message>
    <message>
        <source>{stream} holds no depth that could be points</source>
        <translation>{stream} 不是深度数据，无法转换为点云</translation>
    </message>
    <message>
        <source>The frames {a} and {b} are not connected</source>
        <translation>坐标系 {a} 与 {b} 没有连接</translation>
    </message>
    <message>
        <source>The frames around {frame} form a circle</source>
        <translation>{frame} 附近的坐标系形成环路</translation>
    </message>
    <message>
        <source>There is no frame {index}; the video has {count}</source>
        <translation>没有第 {index} 帧，视频共 {count} 帧</translation>
    </message>
    <message>
        <source>Frame {index} cannot be decoded: its data is missing or damaged</source>
        <translation>无法解码第 {index} 帧：数据缺失或损坏</translation>
    </message>
    <message>
        <source>The video {path} has no picture at or before {t_ns} ns</source>
        <translation>视频 {path} 在 {t_ns} ns 及之前没有图像</translation>
    </message>
    <message>
        <source>{path} holds no video that can be decoded</source>
        <translation>{path} 中没有可解码的视频</translation>
    </message>
    <message>
        <source>The video {path} cannot be opened</source>
        <translation>无法打开视频 {path}</translation>
    </message>
    <message>
        <source>The video has no keyframe, so no picture of it can be decoded</source>
        <translation>视频没有关键帧，无法解码任何图像</translation>
    </message>
    <message>
        <source>There is no decoder for {codec} video</source>
        <translation>没有 {codec} 视频的解码器</translation>
    </message>
    <message>
        <source>An episode that is {state} cannot take the step {move}</source>
        <translation>片段处于“{state}”状态，不能{move}</translation>
    </message>
    <message>
        <source>The step {move} belongs to a lead, not to {role}</source>
        <translation>只有质检组长可以{move}，{role}不可以</translation>
    </message>
    <message>
        <source>The robot description is no URDF that can be read safely</source>
        <translation>机器人描述不是可安全读取的 URDF</translation>
    </message>
    <message>
        <source>The robot description cannot be read: {why}</source>
        <translation>无法读取机器人描述：{why}</translation>
    </message>
    <message>
        <source>The robot {path} cannot be read: {why}</source>
        <translation>无法读取机器人 {path}：{why}</translation>
    </message>
    <message>
        <source>{path} cannot be copied: {why}</source>
        <translation>无法复制 {path}：{why}</translation>
    </message>
    <message>
        <source>The label file cannot be read: {why}</source>
        <translation>无法读取标注文件：{why}</translation>
    </message>
    <message>
        <source>The label file {path} cannot be read: {why}</source>
        <translation>无法读取标注文件 {path}：{why}</translation>
    </message>
    <message>
        <source>{path} holds the labels of {owner}, not of {user}</source>
        <translation>{path} 中是 {owner} 的标注，不是 {user} 的</translation>
    </message>
    <message>
        <source>The label file cannot be written: {why}</source>
        <translation>无法写入标注文件：{why}</translation>
    </message>
    <message>
        <source>The episodes were not stored: {why}</source>
        <translation>片段未能保存：{why}</translation>
    </message>
    <message>
        <source>What the catalog sent could not be stored: {why}</source>
        <translation>目录库发来的内容未能保存：{why}</translation>
    </message>
    <message>
        <source>The edit was not saved: the labels of this episode changed meanwhile, look again</source>
        <translation>编辑未保存：此片段的标注在此期间已更改，请重新查看</translation>
    </message>
    <message>
        <source>{directory} cannot be written: {why}</source>
        <translation>无法写入 {directory}：{why}</translation>
    </message>
    <message>
        <source>The edit was not saved: {why}</source>
        <translation>编辑未保存：{why}</translation>
    </message>
    <message>
        <source>The catalog left out changes after number {cursor}</source>
        <translation>目录库遗漏了第 {cursor} 号之后的变更</translation>
    </message>
    <message>
        <source>These labels belong to the catalog {bound}, this one is {other}; nothing was sent</source>
        <translation>这些标注属于目录库 {bound}，当前目录库是 {other}；未发送任何内容</translation>
    </message>
    <message>
        <source>{directory} lies on a network share ({fstype}), where labels could be damaged; choose a folder on this machine, the catalog carries the labels to others</source>
        <translation>{directory} 位于网络共享（{fstype}），标注可能损坏；请选择本机文件夹，标注由目录库同步给他人</translation>
    </message>
    <message>
        <source>{path} cannot be opened as a label file: {why}</source>
        <translation>无法把 {path} 作为标注文件打开：{why}</translation>
    </message>
    <message>
        <source>{path} was written by a newer Rushes (version {theirs}, this one knows {ours}); update Rushes to open it, nothing was changed</source>
        <translation>{path} 由更新版本的 Rushes 写入（版本 {theirs}，本程序支持 {ours}）；请更新 Rushes 后打开，未作任何更改</translation>
    </message>
    <message>
        <source>The label file cannot be brought up to date: {why}</source>
        <translation>无法升级标注文件：{why}</translation>
    </message>
    <message>
        <source>{path} is a database, but not one of labels; nothing was changed</source>
        <translation>{path} 是数据库，但不是标注文件；未作任何更改</translation>
    </message>
    <message>
        <source>The labels in {directory} are open in another Rushes (process {pid}); close that one first</source>
        <translation>{directory} 中的标注已在另一个 Rushes 中打开（进程 {pid}），请先关闭它</translation>
    </message>
    <message>
        <source>The labels in {directory} are open in another Rushes</source>
        <translation>{directory} 中的标注已在另一个 Rushes 中打开</translation>
    </message>
    <message>
        <source>The catalog's history of episode {episode} does not continue what was taken from it before; nothing was changed here</source>
        <translation>目录库中片段 {episode} 的历史与先前取得的不衔接；本机未作任何更改</translation>
    </message>
    <message>
        <source>Stream {stream} has no sample at or before {t_ns} ns</source>
        <translation>数据流 {stream} 在 {t_ns} ns 及之前没有样本</translation>
    </message>
    <message>
        <source>The array {array} cannot be opened</source>
        <translation>无法打开数组 {array}</translation>
    </message>
    <message>
        <source>{path} cannot be opened as zarr</source>
        <translation>无法以 zarr 格式打开 {path}</translation>
    </message>
    <message>
        <source>{path} holds no zarr group</source>
        <translation>{path} 中没有 zarr 组</translation>
    </message>
    <message>
        <source>{path} is damaged: it cannot be listed</source>
        <translation>{path} 已损坏：无法列出其内容</translation>
    </message>
    <message>
        <source>{path} holds no episode of AgiBot World</source>
        <translation>{path} 中没有 AgiBot World 片段</translation>
    </message>
    <message>
        <source>{path} is a ROS bag of version {version}; convert it with rosbag fix</source>
        <translation>{path} 是 {version} 版的 ROS bag，请先用 rosbag fix 转换</translation>
    </message>
    <message>
        <source>The bag is encrypted and cannot be read without its key</source>
        <translation>该 bag 已加密，没有密钥无法读取</translation>
    </message>
    <message>
        <source>{path} cannot be listed: {why}</source>
        <translation>无法列出 {path}：{why}</translation>
    </message>
    <message>
        <source>{path} cannot be used: {why}</source>
        <translation>无法使用 {path}：{why}</translation>
    </message>
    <message>
        <source>A table of stamps has no column that tells the time</source>
        <translation>时间戳表中没有表示时间的列</translation>
    </message>
    <message>
        <source>Picture {index} of {stream} is too large</source>
        <translation>{stream} 的第 {index} 张图像过大</translation>
    </message>
    <message>
        <source>{path} holds no message that can be read</source>
        <translation>{path} 中没有可读取的消息</translation>
    </message>
    <message>
        <source>The table {path} cannot be read: {why}</source>
        <translation>无法读取表格 {path}：{why}</translation>
    </message>
    <message>
        <source>{path} holds the description of a ROS 2 bag, but none of its .db3 or .mcap files</source>
        <translation>{path} 中有 ROS 2 bag 的描述，但没有它的 .db3 或 .mcap 文件</translation>
    </message>
    <message>
        <source>{path} holds no file of a bag</source>
        <translation>{path} 中没有 bag 文件</translation>
    </message>
    <message>
        <source>{path} cannot be unpacked: {why}</source>
        <translation>无法解压 {path}：{why}</translation>
    </message>
    <message>
        <source>{path} unpacks to more than there is room for</source>
        <translation>{path} 解压后超出可用空间</translation>
    </message>
    <message>
        <source>The video {path} has no picture that can be read</source>
        <translation>视频 {path} 中没有可读取的图像</translation>
    </message>
    <message>
        <source>The video {path} was never finished: its table of pictures is missing, and {why}</source>
        <translation>视频 {path} 未写完：缺少图像索引，且{why}</translation>
    </message>
    <message>
        <source>Memory {used} of {limit}</source>
        <translation>内存 {used} / {limit}</translation>
    </message>
    <message>
        <source>What decoded data takes, and how much it may</source>
        <translation>解码数据占用的内存及其上限</translation>
    </message>
    <message>
        <source>Memory for decoded data</source>
        <translation>解码数据的内存</translation>
    </message>
    <message>
        <source>At most, from now on:</source>
        <translation>今后最多使用：</translation>
    </message>
    <message>
        <source>Pictures and clouds shown, and those that come next</source>
        <translation>正在显示和即将显示的图像与点云</translation>
    </message>
    <message>
        <source>Signals behind the plots</source>
        <translation>曲线背后的信号</translation>
    </message>
    <message>
        <source>Neighbours of pictures and unpacked chunks</source>
        <translation>相邻图像和已解压的数据块</translation>
    </message>
    <message>
        <source>extremes of {n} samples</source>
        <translation>每 {n} 个样本取极值</translation>
    </message>
    <message>
        <source>Adding recordings: {done} of {total}</source>
        <translation>正在添加录制：{done} / {total}</translation>
    </message>
    <message>
        <source>There is no engine {engine}; use local or dask://HOST:PORT</source>
        <translation>没有引擎 {engine}；请使用 local 或 dask://HOST:PORT</translation>
    </message>
    <message>
        <source>{path} was given up: it could not be read within {s} s</source>
        <translation>已放弃 {path}：{s} 秒内无法读取</translation>
    </message>
    <message>
        <source>{path} was left out, reading it met a bug in Rushes: {why}</source>
        <translation>已跳过 {path}，读取时遇到 Rushes 的程序错误：{why}</translation>
    </message>
    <message>
        <source>{path} was left out: the process that read it ended ({why})</source>
        <translation>已跳过 {path}：读取它的进程已终止（{why}）</translation>
    </message>
    <message>
        <source>The engine Dask is not installed; install it with: pip install 'rushes[dask]'</source>
        <translation>未安装 Dask 引擎；请运行：pip install 'rushes[dask]'</translation>
    </message>
    <message>
        <source>The Dask scheduler at {address} cannot be reached: {why}</source>
        <translation>无法连接位于 {address} 的 Dask 调度器：{why}</translation>
    </message>
    <message>
        <source>{path} is of another version</source>
        <translation>{path} 是其他版本的文件</translation>
    </message>
    <message>
        <source>The previews were not stored: {why}</source>
        <translation>预览未能保存：{why}</translation>
    </message>
    <message>
        <source>There is no room on this computer for {path}</source>
        <translation>本机空间不足，无法存放 {path}</translation>
    </message>
    <message>
        <source>{path} cannot be copied to this computer: {why}</source>
        <translation>无法把 {path} 复制到本机：{why}</translation>
    </message>
    <message>
        <source>A key or password in the address of {host} would be shown and stored; put it in the environment or in fsspec's configuration</source>
        <translation>{host} 的地址中含有密钥或密码，会被显示和保存；请改放到环境变量或 fsspec 的配置中</translation>
    </message>
    <message>
        <source>{path} cannot be reached: {why}</source>
        <translation>无法访问 {path}：{why}</translation>
    </message>
    <message>
        <source>Nobody on it</source>
        <translation>无人员</translation>
    </message>
    <message>
        <source>Unchecked</source>
        <translation>未检查</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>可公开</translation>
    </message>
    <message>
        <source>Restricted</source>
        <translation>受限</translation>
    </message>
    <message>
        <source>Whole picture</source>
        <translation>整幅图像</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>Badge</source>
        <translation>工牌</translation>
    </message>
    <message>
        <source>Screen</source>
        <translation>屏幕</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>Privacy of this episode</source>
        <translation>本片段的隐私</translation>
    </message>
    <message>
        <source>Find faces</source>
        <translation>查找人脸</translation>
    </message>
    <message>
        <source>Draw an area</source>
        <translation>框选区域</translation>
    </message>
    <message>
        <source>Hide the picture here</source>
        <translation>隐藏此处画面</translation>
    </message>
    <message>
        <source>YYYY-MM-DD</source>
        <translation>YYYY-MM-DD</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>同意书</translation>
    </message>
    <message>
        <source>Retention</source>
        <translation>保存说明</translation>
    </message>
    <message>
        <source>Keep until</source>
        <translation>保存至</translation>
    </message>
    <message>
        <source>Blurred for everybody and in every export</source>
        <translation>对所有人及所有导出内容模糊处理</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>暂无</translation>
    </message>
    <message>
        <source>proposed</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Blurred for privacy</source>
        <translation>因隐私已模糊</translation>
    </message>
    <message>
        <source>Blurred</source>
        <translation>已模糊</translation>
    </message>
    <message>
        <source>Looking for faces</source>
        <translation>正在查找人脸</translation>
    </message>
    <message>
        <source>Privacy: {flag}</source>
        <translation>隐私：{flag}</translation>
    </message>
    <message>
        <source>Show what is blurred, or blur it again</source>
        <translation>显示或重新模糊被遮挡内容</translation>
    </message>
    <message>
        <source>Look for faces</source>
        <translation>查找人脸</translation>
    </message>
    <message>
        <source>Draw an area to blur</source>
        <translation>框选要模糊的区域</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>隐私</translation>
    </message>
    <message>
        <source>Draw a rectangle on the picture; it is blurred in the whole episode</source>
        <translation>在画面上框选一个矩形，它将在整个片段中被模糊</translation>
    </message>
    <message>
        <source>Only a lead or an admin may show again what was restricted or blurred</source>
        <translation>只有质检组长或管理员可以重新公开受限或已模糊的内容</translation>
    </message>
    <message>
        <source>{day} is no day; write it like 2027-12-31</source>
        <translation>{day} 不是有效日期；请写成 2027-12-31</translation>
    </message>
    <message>
        <source>The model that finds faces cannot be loaded from {path}</source>
        <translation>无法从 {path} 加载人脸检测模型</translation>
    </message>
    <message>
        <source>{path} holds no episode {id}</source>
        <translation>{path} 中没有片段 {id}</translation>
    </message>
    <message>
        <source>s3://bucket/day1/episode.mcap</source>
        <translation>例如 s3://bucket/day1/episode.mcap</translation>
    </message>
    <message>
        <source>The store {path} does not tell what may be seen of the recording: {why}</source>
        <translation>标注库 {path} 无法说明此录制哪些内容可以查看：{why}</translation>
    </message>
    <message>
        <source>Fast through idle stretches</source>
        <translation>快速通过静止时段</translation>
    </message>
    <message>
        <source>{n} frames dropped, {m} left out for speed</source>
        <translation>丢帧 {n}，为提速略过 {m}</translation>
    </message>
    <message>
        <source>Plots</source>
        <translation>曲线图</translation>
    </message>
    <message>
        <source>Numbers at the playhead beside the plot</source>
        <translation>在曲线旁列出播放头处的数值</translation>
    </message>
    <message>
        <source>The most unusual channels first</source>
        <translation>最异常的通道优先</translation>
    </message>
    <message>
        <source>Curves or rows of colours</source>
        <translation>曲线或色带</translation>
    </message>
    <message>
        <source>Values, slopes, slopes of slopes</source>
        <translation>数值、一阶导数、二阶导数</translation>
    </message>
    <message>
        <source>The first channel alone</source>
        <translation>只看第一条通道</translation>
    </message>
    <message>
        <source>Measure what the plot shows</source>
        <translation>测量图中所示时段</translation>
    </message>
    <message>
        <source>At the playhead</source>
        <translation>播放头处</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Least</source>
        <translation>最小</translation>
    </message>
    <message>
        <source>Most</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>To limit</source>
        <translation>距限值</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>Std</source>
        <translation>标准差</translation>
    </message>
    <message>
        <source>Slope /s</source>
        <translation>斜率 /s</translation>
    </message>
    <message>
        <source>Selection of {s} s, {n} samples</source>
        <translation>所选 {s} 秒，{n} 个采样</translation>
    </message>
    <message>
        <source>No spectrum: too few samples</source>
        <translation>无频谱：采样太少</translation>
    </message>
    <message>
        <source>Peak {f} Hz</source>
        <translation>峰值 {f} Hz</translation>
    </message>
    <message>
        <source>resampled</source>
        <translation>已重采样</translation>
    </message>
    <message>
        <source>Peak Hz</source>
        <translation>峰值 Hz</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Compare with other episodes, or leave</source>
        <translation>与其他片段对比，或退出对比</translation>
    </message>
    <message>
        <source>Mark this episode for comparing</source>
        <translation>标记此片段用于对比</translation>
    </message>
    <message>
        <source>The next way to align</source>
        <translation>切换对齐方式</translation>
    </message>
    <message>
        <source>{n} episodes are marked for comparing</source>
        <translation>已标记 {n} 个片段用于对比</translation>
    </message>
    <message>
        <source>There is no other episode of this task in the list</source>
        <translation>列表中没有同一任务的其他片段</translation>
    </message>
    <message>
        <source>by start: no common phases</source>
        <translation>按起点：没有共同的阶段</translation>
    </message>
    <message>
        <source>by start: no common joints</source>
        <translation>按起点：没有共同的关节</translation>
    </message>
    <message>
        <source>without a counterpart: {labels}</source>
        <translation>没有对应：{labels}</translation>
    </message>
    <message>
        <source>distance {d} σ</source>
        <translation>距离 {d} σ</translation>
    </message>
    <message>
        <source>no counterpart</source>
        <translation>没有对应时刻</translation>
    </message>
    <message>
        <source>not labelled</source>
        <translation>未标注</translation>
    </message>
    <message>
        <source>Aligned by</source>
        <translation>对齐方式</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>Movement</source>
        <translation>动作</translation>
    </message>
    <message>
        <source>{way} (Shift+C for the next)</source>
        <translation>{way}（Shift+C 切换）</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>The usual range of approved episodes behind the plots</source>
        <translation>在曲线背后显示已批准片段的常见范围</translation>
    </message>
    <message>
        <source>{n} approved episodes of this task; the usual range needs 3</source>
        <translation>该任务有 {n} 个已批准片段；常见范围至少需要 3 个</translation>
    </message>
    <message>
        <source>The usual range is laid over the phases; cut them first</source>
        <translation>常见范围按阶段对齐；请先切分阶段</translation>
    </message>
    <message>
        <source>usual range of {n} approved</source>
        <translation>{n} 个已批准片段的常见范围</translation>
    </message>
    <message>
        <source>Measure from the marked point, or no more</source>
        <translation>从标记点开始测距，或停止</translation>
    </message>
    <message>
        <source>{d} m from the first point</source>
        <translation>距第一点 {d} 米</translation>
    </message>
    <message>
        <source>marked for comparing</source>
        <translation>已标记用于对比</translation>
    </message>
    <message>
        <source>Left arm</source>
        <translation>左臂</translation>
    </message>
    <message>
        <source>Right arm</source>
        <translation>右臂</translation>
    </message>
    <message>
        <source>Arm</source>
        <translation>手臂</translation>
    </message>
    <message>
        <source>Left hand</source>
        <translation>左手</translation>
    </message>
    <message>
        <source>Right hand</source>
        <translation>右手</translation>
    </message>
    <message>
        <source>Hand</source>
        <translation>手部</translation>
    </message>
    <message>
        <source>Torso</source>
        <translation>躯干</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>头部</translation>
    </message>
    <message>
        <source>Left leg</source>
        <translation>左腿</translation>
    </message>
    <message>
        <source>Right leg</source>
        <translation>右腿</translation>
    </message>
    <message>
        <source>Base</source>
        <translation>底盘</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>One limb after the other</source>
        <translation>逐个部位显示</translation>
    </message>
    <message>
        <source>This scan alone</source>
        <translation>仅当前扫描</translation>
    </message>
    <message>
        <source>The last {n} scans</source>
        <translation>最近 {n} 帧扫描</translation>
    </message>
    <message>
        <source>{n} of {m} scans</source>
        <translation>扫描 {n}/{m} 帧</translation>
    </message>
    <message>
        <source>scans: {n}</source>
        <translation>{n} 帧扫描</translation>
    </message>
    <message>
        <source>Camera picture</source>
        <translation>相机画面</translation>
    </message>
    <message>
        <source>More scans together, or this one alone</source>
        <translation>叠加更多扫描，或仅当前扫描</translation>
    </message>
    <message>
        <source>The robot's pose</source>
        <translation>机器人姿态</translation>
    </message>
    <message>
        <source>Names of its links</source>
        <translation>连杆名称</translation>
    </message>
    <message>
        <source>The robot's pose in the cloud</source>
        <translation>点云中的机器人姿态</translation>
    </message>
    <message>
        <source>quick copy</source>
        <translation>快速副本</translation>
    </message>
    <message>
        <source>Quick copies of videos with distant keyframes are made in the background</source>
        <translation>关键帧间隔很长的视频会在后台生成快速副本</translation>
    </message>
    <message>
        <source>No quick copies are made or used</source>
        <translation>不再生成或使用快速副本</translation>
    </message>
    <message>
        <source>Make quick copies of videos with distant keyframes, or no longer</source>
        <translation>为关键帧间隔很长的视频生成快速副本，或不再生成</translation>
    </message>
    <message>
        <source>Nothing moves here; Q passes such stretches faster</source>
        <translation>此处没有动作；按 Q 可快速通过这类片段</translation>
    </message>
    <message>
        <source>Reading the signal was given up</source>
        <translation>已放弃读取该信号</translation>
    </message>
    <message>
        <source>The edit was not saved: this episode was withdrawn</source>
        <translation>编辑未保存：此片段已被撤回</translation>
    </message>
    <message>
        <source>The history of the catalog is another one than was taken before; nothing was changed here</source>
        <translation>目录库的历史与之前取得的不一致；此处未作任何更改</translation>
    </message>
    <message>
        <source>Change number {seq} of the catalog is not what its chain of digests says; nothing was changed here</source>
        <translation>目录库的第 {seq} 号更改与其摘要链不符；此处未作任何更改</translation>
    </message>
    <message>
        <source>Sync is paused</source>
        <translation>同步已暂停</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>{n} refused</source>
        <translation>{n} 项被拒绝</translation>
    </message>
    <message>
        <source>This catalog is a file: it enforces no roles</source>
        <translation>此目录库是一个文件：它不强制执行角色权限</translation>
    </message>
    <message>
        <source>The catalog knows you as {role}</source>
        <translation>目录库中你的角色是{role}</translation>
    </message>
    <message>
        <source>Last synced at {time}</source>
        <translation>上次同步于 {time}</translation>
    </message>
    <message>
        <source>The catalog holds changes to {names} that this program cannot put onto the labels. They stay as they are here, nothing is lost; update the program, or ask who looks after the catalog.</source>
        <translation>目录库中以下片段的某些改动无法合入这里的标注：{names}。它们在这里保持原样，没有任何丢失；请更新程序，或询问目录库的管理者。</translation>
    </message>
    <message>
        <source>A standby server answers that is behind; what is newer comes later.</source>
        <translation>响应的是一台进度落后的备用服务器；更新的内容稍后到达。</translation>
    </message>
    <message>
        <source>The server that answers for the catalog is a standby, which is read-only: {n} edits wait here until the one that takes work answers</source>
        <translation>响应的目录库服务器是只读的备用服务器：{n} 处编辑在这里等待，直到主服务器响应</translation>
    </message>
    <message>
        <source>The server of {where} shows a certificate of an authority that this connection does not trust; nothing was sent. Ask who looks after the catalog for a new connection file</source>
        <translation>{where} 的服务器出示的证书由此连接不信任的机构签发；什么都没有发送。请向目录库的管理者索取新的连接文件</translation>
    </message>
    <message>
        <source>The server of {where} shows a certificate of another name; nothing was sent. Connect by the name in it, or ask who looks after the catalog: {why}</source>
        <translation>{where} 的服务器出示的证书属于另一个主机名；什么都没有发送。请用证书中的主机名连接，或询问目录库的管理者：{why}</translation>
    </message>
    <message>
        <source>The certificate of the server of {where} has expired or is not valid yet; nothing was sent. Look at the clock of this machine, or ask who looks after the catalog to renew it</source>
        <translation>{where} 的服务器证书已过期或尚未生效；什么都没有发送。请检查本机时钟，或请目录库的管理者更新证书</translation>
    </message>
    <message>
        <source>The certificate of the authority for {where} cannot be read on this machine; nothing was sent. Choose the connection file again: {why}</source>
        <translation>在这台机器上无法读取 {where} 的签发机构证书；什么都没有发送。请重新选择连接文件：{why}</translation>
    </message>
    <message>
        <source>Labels of {sites} did not agree with the catalog and were fetched anew.</source>
        <translation>{sites} 的标注与目录库不一致，已重新获取。</translation>
    </message>
    <message>
        <source>Sync by itself again</source>
        <translation>恢复自动同步</translation>
    </message>
    <message>
        <source>Pause the sync</source>
        <translation>暂停同步</translation>
    </message>
    <message>
        <source>You have no right to any site of this catalog yet; ask who looks after it</source>
        <translation>你尚无权访问此目录库的任何站点；请联系目录库管理员</translation>
    </message>
    <message>
        <source>The catalog was restored from a backup meanwhile; the next sync begins anew</source>
        <translation>目录库在此期间已从备份恢复；下次同步将重新开始</translation>
    </message>
    <message>
        <source>The labels of the site {site} differ from the catalog's although they were fetched anew; nothing is lost here, ask who looks after the catalog</source>
        <translation>站点 {site} 的标注在重新获取后仍与目录库不一致；本机没有丢失任何内容，请联系目录库管理员</translation>
    </message>
    <message>
        <source>There is no site {site} in this catalog that you may use</source>
        <translation>此目录库中没有你可以使用的站点 {site}</translation>
    </message>
    <message>
        <source>Only a lead may take an episode from somebody else</source>
        <translation>只有质检负责人可以从他人手中接管片段</translation>
    </message>
    <message>
        <source>This page of the catalog's list is not known any more; begin anew</source>
        <translation>目录库列表的这一页已失效；请重新开始</translation>
    </message>
    <message>
        <source>The site {site} has no episode {episode}</source>
        <translation>站点 {site} 没有片段 {episode}</translation>
    </message>
    <message>
        <source>{path} is there already; a backup replaces nothing</source>
        <translation>{path} 已存在；备份不会覆盖任何内容</translation>
    </message>
    <message>
        <source>The catalog cannot be copied to {path}: {why}</source>
        <translation>无法将目录库复制到 {path}：{why}</translation>
    </message>
    <message>
        <source>The catalog at {where} does not know the login {user}, or it was disabled</source>
        <translation>{where} 处的目录库不认识登录名 {user}，或该登录名已被停用</translation>
    </message>
    <message>
        <source>The login {user} cannot make a catalog at {where}: it must own the database and have CREATEROLE, or be a superuser ({why})</source>
        <translation>登录名 {user} 无法在 {where} 建立目录库：它必须拥有该数据库并具有 CREATEROLE 权限，或者是超级用户（{why}）</translation>
    </message>
    <message>
        <source>The login {user} has no right to the site {site} at {where}</source>
        <translation>登录名 {user} 无权使用 {where} 处的站点 {site}</translation>
    </message>
    <message>
        <source>The history in {path} cannot be written: {why}</source>
        <translation>无法写入 {path} 中的历史：{why}</translation>
    </message>
    <message>
        <source>{path} holds the history of another catalog, or of this one before it was restored; write it anew with --anew, or into another folder</source>
        <translation>{path} 中是另一个目录库的历史，或本目录库恢复之前的历史；请用 --anew 重新写入，或换一个文件夹</translation>
    </message>
    <message>
        <source>A catalog is named by sqlite:///PATH, postgresql://USER@HOST/DATABASE, or its connection file</source>
        <translation>目录库的地址写作 sqlite:///PATH、postgresql://USER@HOST/DATABASE，或给出它的连接文件</translation>
    </message>
    <message>
        <source>{path} is no connection file of a catalog: {why}</source>
        <translation>{path} 不是目录库的连接文件：{why}</translation>
    </message>
    <message>
        <source>Password of the catalog</source>
        <translation>目录库密码</translation>
    </message>
    <message>
        <source>Choose the catalog</source>
        <translation>选择目录库</translation>
    </message>
    <message>
        <source>Connection file, or postgresql://host/database</source>
        <translation>连接文件，或 postgresql://主机/数据库</translation>
    </message>
    <message>
        <source>Browse</source>
        <translation>浏览</translation>
    </message>
    <message>
        <source>Password of {login}</source>
        <translation>{login} 的密码</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Your edits are safe on this machine; they are sent once the catalog knows you.</source>
        <translation>你的编辑已安全保存在本机；登录目录库后会自动发送。</translation>
    </message>
    <message>
        <source>The administrator gives you a connection file and a password. Left empty, labels sync to the catalog on this machine. Your edits go along to the catalog that you choose.</source>
        <translation>管理员会给你一个连接文件和密码。留空则标注同步到本机的目录库。你的编辑会一并带到所选的目录库。</translation>
    </message>
    <message>
        <source>Connection file</source>
        <translation>连接文件</translation>
    </message>
    <message>
        <source>Connection files (*.rushes-catalog);;All files (*)</source>
        <translation>连接文件 (*.rushes-catalog);;所有文件 (*)</translation>
    </message>
    <message>
        <source>This machine has no keyring: the password is asked for again next time</source>
        <translation>本机没有密钥环：下次会再次询问密码</translation>
    </message>
    <message>
        <source>Enter the password</source>
        <translation>输入密码</translation>
    </message>
    <message>
        <source>The edit was not saved, the journal cannot be written: {why}</source>
        <translation>编辑未保存，无法写入日志：{why}</translation>
    </message>
    <message>
        <source>The journal cannot be written: {why}</source>
        <translation>无法写入日志：{why}</translation>
    </message>
    <message>
        <source>The journal {folder} cannot be read: {why}</source>
        <translation>无法读取日志 {folder}：{why}</translation>
    </message>
    <message>
        <source>The label file is damaged ({why}); close Rushes and start it again, then it is made anew</source>
        <translation>标注文件已损坏（{why}）；请关闭并重新启动 Rushes，届时将重建该文件</translation>
    </message>
    <message>
        <source>The label file was damaged and was made anew, with {edits} edits from the journal; what others did comes with the next sync</source>
        <translation>标注文件曾损坏，现已重建，其中 {edits} 次编辑来自日志；他人的工作将随下次同步取回</translation>
    </message>
    <message>
        <source>{lines} lines of the journal could not be read</source>
        <translation>日志中有 {lines} 行无法读取</translation>
    </message>
    <message>
        <source>The labels in {directory} are damaged, and there is neither a copy nor a journal of them</source>
        <translation>{directory} 中的标注已损坏，且没有副本或日志</translation>
    </message>
    <message>
        <source>The label file lost its contents</source>
        <translation>标注文件的内容已丢失</translation>
    </message>
    <message>
        <source>The list of episodes cannot be read: {why}</source>
        <translation>无法读取片段列表：{why}</translation>
    </message>
    <message>
        <source>The list of episodes cannot be written: {why}</source>
        <translation>无法写入片段列表：{why}</translation>
    </message>
    <message>
        <source>The list of episodes in {directory} cannot be made</source>
        <translation>无法在 {directory} 中建立片段列表</translation>
    </message>
    <message>
        <source>A withdrawn episode is not erased everywhere yet: {why}</source>
        <translation>已撤回的片段尚未在所有位置清除：{why}</translation>
    </message>
    <message>
        <source>Take the next episodes offline</source>
        <translation>把接下来的片段取到本机离线使用</translation>
    </message>
    <message>
        <source>Release offline copies</source>
        <translation>释放离线副本</translation>
    </message>
    <message>
        <source>Fetch the recording of this episode</source>
        <translation>取回此片段的录制文件</translation>
    </message>
    <message>
        <source>Stop fetching recordings</source>
        <translation>停止取回录制文件</translation>
    </message>
    <message>
        <source>There is no {path} to compare with; name one with --manifest</source>
        <translation>没有可供比对的 {path}；请用 --manifest 指定</translation>
    </message>
    <message>
        <source>Nobody has made a manifest of {name}; make one with: rushes media manifest PATH</source>
        <translation>还没有 {name} 的清单；请运行：rushes media manifest PATH</translation>
    </message>
    <message>
        <source>There is no episode {id} in the list</source>
        <translation>列表中没有片段 {id}</translation>
    </message>
    <message>
        <source>Say where {prefix} lies here, or --remove</source>
        <translation>请说明 {prefix} 在本机的位置，或使用 --remove</translation>
    </message>
    <message>
        <source>The recording of {name} was not fetched: {why}</source>
        <translation>未能取回 {name} 的录制文件：{why}</translation>
    </message>
    <message>
        <source>Fetching {n} of {total}: {name}</source>
        <translation>正在取回第 {n} 个，共 {total} 个：{name}</translation>
    </message>
    <message>
        <source>{n} of {total} recordings are on this machine</source>
        <translation>{total} 个录制文件中有 {n} 个已在本机</translation>
    </message>
    <message>
        <source>The copy of {name} was removed from this machine, as its privacy asks</source>
        <translation>按隐私要求，{name} 的副本已从本机移除</translation>
    </message>
    <message>
        <source>Fetch it</source>
        <translation>取回</translation>
    </message>
    <message>
        <source>The recording is not here: {why}</source>
        <translation>录制文件不在这里：{why}</translation>
    </message>
    <message>
        <source>{n} offline copies released</source>
        <translation>已释放 {n} 个离线副本</translation>
    </message>
    <message>
        <source>Nothing is left to label in this list</source>
        <translation>此列表中没有待标注的片段</translation>
    </message>
    <message>
        <source>It is being fetched; labels can be edited meanwhile.</source>
        <translation>正在取回；其间可以照常编辑标注。</translation>
    </message>
    <message>
        <source>Labels can be edited all the same.</source>
        <translation>标注仍可照常编辑。</translation>
    </message>
    <message>
        <source>The recording of {name} has not come yet</source>
        <translation>{name} 的录制文件尚未到达</translation>
    </message>
    <message>
        <source>Take episodes offline</source>
        <translation>离线使用片段</translation>
    </message>
    <message>
        <source>How many episodes</source>
        <translation>片段数量</translation>
    </message>
    <message>
        <source>Fetch</source>
        <translation>取回</translation>
    </message>
    <message>
        <source>Stop fetching</source>
        <translation>停止取回</translation>
    </message>
    <message>
        <source>Release offline copies ({n})</source>
        <translation>释放离线副本（{n}）</translation>
    </message>
    <message>
        <source>The recordings of the next episodes to label are fetched and stay here until they are released.</source>
        <translation>取回接下来待标注片段的录制文件，并保留在本机，直到释放。</translation>
    </message>
    <message>
        <source>Recordings that are fetched to this machine</source>
        <translation>正在取到本机的录制文件</translation>
    </message>
    <message>
        <source>The recordings kept on this machine may take {budget} MiB; {missing} MiB more are needed, release offline copies or raise the budget</source>
        <translation>本机保存的录制文件上限为 {budget} MiB，还差 {missing} MiB；请释放离线副本或提高上限</translation>
    </message>
    <message>
        <source>The copy of {name} on this machine was damaged and is removed; fetch it again</source>
        <translation>本机上 {name} 的副本已损坏并被移除；请重新取回</translation>
    </message>
    <message>
        <source>{path} was removed while the rest was fetched; fetch it again</source>
        <translation>取回其余文件时 {path} 被移除；请重新取回</translation>
    </message>
    <message>
        <source>The folder of recordings {path} cannot be written: {why}</source>
        <translation>无法写入录制文件夹 {path}：{why}</translation>
    </message>
    <message>
        <source>The disk of {path} is full; nothing was lost, make room and fetch again</source>
        <translation>{path} 所在磁盘已满；没有丢失任何内容，请腾出空间后重新取回</translation>
    </message>
    <message>
        <source>The name {name} cannot stand in a manifest</source>
        <translation>清单中不能有名称 {name}</translation>
    </message>
    <message>
        <source>The copy {path} is not what the manifest says; it is not used</source>
        <translation>副本 {path} 与清单不符，不予使用</translation>
    </message>
    <message>
        <source>Nobody knows where the recording of {name} lies</source>
        <translation>没有人知道 {name} 的录制文件在哪里</translation>
    </message>
    <message>
        <source>{path} is another recording than that of {name}</source>
        <translation>{path} 不是 {name} 的录制文件</translation>
    </message>
    <message>
        <source>{path} is shorter than it was</source>
        <translation>{path} 比原来短</translation>
    </message>
    <message>
        <source>The recording of {name} is at none of its places: {tried}</source>
        <translation>{name} 的录制文件不在任何已知位置：{tried}</translation>
    </message>
    <message>
        <source>The recording of {name} cannot be reached: {why}</source>
        <translation>无法访问 {name} 的录制文件：{why}</translation>
    </message>
    <message>
        <source>{path} holds no file</source>
        <translation>{path} 中没有文件</translation>
    </message>
    <message>
        <source>This is no manifest of a recording: {why}</source>
        <translation>这不是录制文件的清单：{why}</translation>
    </message>
    <message>
        <source>{path} was changed while it was read</source>
        <translation>读取时 {path} 被修改</translation>
    </message>
    <message>
        <source>No copy of {name} is kept here: somebody is hidden in it or may be, or it is to be deleted by a day</source>
        <translation>本机不保留 {name} 的副本：其中有人被遮挡或尚待检查，或须在某日前删除</translation>
    </message>
    <message>
        <source>The copy {location} stays: {n} other verified copies are known, two are needed</source>
        <translation>副本 {location} 予以保留：另有 {n} 个已核验的副本，需要两个</translation>
    </message>
    <message>
        <source>The episode {id} has another manifest already; its recording was changed</source>
        <translation>片段 {id} 已有另一份清单；其录制文件被改动过</translation>
    </message>
    <message>
        <source>The preview in {path} was not removed: {why}</source>
        <translation>未能移除 {path} 中的预览：{why}</translation>
    </message>
    <message>
        <source>The catalog has another manifest of the episode {id} than this machine</source>
        <translation>目录库中片段 {id} 的清单与本机的不同</translation>
    </message>
    <message>
        <source>The catalog has no episode {episode}</source>
        <translation>目录库中没有片段 {episode}</translation>
    </message>
    <message>
        <source>The server of {where} lets the login {user} not in from this machine, or not without TLS (pg_hba.conf)</source>
        <translation>{where} 的服务器不允许登录名 {user} 从这台机器连接，或不允许不用 TLS 连接 (pg_hba.conf)</translation>
    </message>
    <message>
        <source>The catalog at {where} refuses this: {why}</source>
        <translation>目录库 {where} 拒绝了这个操作：{why}</translation>
    </message>
    <message>
        <source>There is no such episode in {path}</source>
        <translation>{path} 中没有这个片段</translation>
    </message>
    <message>
        <source>No quick copy of {stream} can be made: {why}</source>
        <translation>无法为 {stream} 制作快速副本：{why}</translation>
    </message>
    <message>
        <source>The quick copy {path} is of another video</source>
        <translation>快速副本 {path} 属于另一个视频</translation>
    </message>
    <message>
        <source>The folder of quick copies {path} cannot be written: {why}</source>
        <translation>快速副本文件夹 {path} 无法写入：{why}</translation>
    </message>
    <message>
        <source>A quick copy would take {nbytes} bytes alone; it is not kept</source>
        <translation>单个快速副本就需要 {nbytes} 字节，因此不予保留</translation>
    </message>
    <message>
        <source>Conflicts</source>
        <translation>冲突</translation>
    </message>
    <message>
        <source>The next difference</source>
        <translation>下一处差异</translation>
    </message>
    <message>
        <source>The difference before</source>
        <translation>上一处差异</translation>
    </message>
    <message>
        <source>The next open difference</source>
        <translation>下一处未定的差异</translation>
    </message>
    <message>
        <source>The open difference before</source>
        <translation>上一处未定的差异</translation>
    </message>
    <message>
        <source>Take mine</source>
        <translation>采用我的</translation>
    </message>
    <message>
        <source>Take theirs</source>
        <translation>采用对方的</translation>
    </message>
    <message>
        <source>Take the base</source>
        <translation>采用原来的</translation>
    </message>
    <message>
        <source>Write the merged labels</source>
        <translation>写入合并后的标注</translation>
    </message>
    <message>
        <source>Keep the refused edits aside, or take them up again</source>
        <translation>将被拒绝的修改搁置，或重新处理</translation>
    </message>
    <message>
        <source>Write what was refused to a file</source>
        <translation>将被拒绝的修改写入文件</translation>
    </message>
    <message>
        <source>Leave it as it is</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>Next conflict</source>
        <translation>下一个冲突</translation>
    </message>
    <message>
        <source>JSON files (*.json)</source>
        <translation>JSON 文件 (*.json)</translation>
    </message>
    <message>
        <source>The catalog refused your edits: {why}. They are kept.</source>
        <translation>目录库拒绝了你的修改：{why}。修改已保留。</translation>
    </message>
    <message>
        <source>Theirs: {name}</source>
        <translation>对方：{name}</translation>
    </message>
    <message>
        <source>{names} changed this episode first. Your edits are kept until you decide.</source>
        <translation>{names} 先修改了这个片段。你的修改会一直保留，直到你做出决定。</translation>
    </message>
    <message>
        <source>This episode was changed elsewhere first. Your edits are kept until you decide.</source>
        <translation>这个片段已先在别处被修改。你的修改会一直保留，直到你做出决定。</translation>
    </message>
    <message>
        <source>Mine: {name}</source>
        <translation>我的：{name}</translation>
    </message>
    <message>
        <source>1 edit, {time}</source>
        <translation>1 次修改 {time}</translation>
    </message>
    <message>
        <source>{n} edits, {time}</source>
        <translation>{n} 次修改 {time}</translation>
    </message>
    <message>
        <source>choose</source>
        <translation>待选</translation>
    </message>
    <message>
        <source>There is nothing to merge</source>
        <translation>没有可合并的内容</translation>
    </message>
    <message>
        <source>The catalog is asked what both began with</source>
        <translation>正在向目录库查询双方的起点</translation>
    </message>
    <message>
        <source>Written to {path}</source>
        <translation>已写入 {path}</translation>
    </message>
    <message>
        <source>These edits do not fit what they were made on. Export them, or keep them aside.</source>
        <translation>这些修改与其起点不符。请导出，或搁置。</translation>
    </message>
    <message>
        <source>What both began with is not known. Export the edits, or keep them aside.</source>
        <translation>双方的起点未知。请导出这些修改，或搁置。</translation>
    </message>
    <message>
        <source>No conflict waits for you</source>
        <translation>没有等待处理的冲突</translation>
    </message>
    <message>
        <source>{n} differences are still open</source>
        <translation>还有 {n} 处差异未定</translation>
    </message>
    <message>
        <source>The merged labels are written; what was refused is kept</source>
        <translation>合并后的标注已写入；被拒绝的修改已保留</translation>
    </message>
    <message>
        <source>Kept aside. The badge lists it</source>
        <translation>已搁置，可在同步标记中找到</translation>
    </message>
    <message>
        <source>The catalog moved on meanwhile. Your choices are kept where they still fit.</source>
        <translation>目录库已有新的改动。仍然适用的选择已保留。</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>{side}: {words}</source>
        <translation>{side}：{words}</translation>
    </message>
    <message>
        <source>Conflict</source>
        <translation>冲突</translation>
    </message>
    <message>
        <source>It is kept and listed, and no longer asks</source>
        <translation>会保留并列出，但不再询问</translation>
    </message>
    <message>
        <source>{n} open</source>
        <translation>{n} 处未定</translation>
    </message>
    <message>
        <source>all chosen</source>
        <translation>全部选定</translation>
    </message>
    <message>
        <source>Take up again</source>
        <translation>重新处理</translation>
    </message>
    <message>
        <source>Keep aside</source>
        <translation>搁置</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>{n} changed alike by both</source>
        <translation>{n} 处双方改动相同</translation>
    </message>
    <message>
        <source>no remark</source>
        <translation>没有批注</translation>
    </message>
    <message>
        <source>Remark at {time}</source>
        <translation>{time} 处的批注</translation>
    </message>
    <message>
        <source>{n} areas</source>
        <translation>{n} 个区域</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>我的</translation>
    </message>
    <message>
        <source>Theirs</source>
        <translation>对方</translation>
    </message>
    <message>
        <source>a cut here</source>
        <translation>此处有切分</translation>
    </message>
    <message>
        <source>no cut here</source>
        <translation>此处无切分</translation>
    </message>
    <message>
        <source>Grade</source>
        <translation>评级</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>空</translation>
    </message>
    <message>
        <source>Others were first; your edits are kept until you decide:</source>
        <translation>他人已先修改；你的修改会保留，直到你做出决定：</translation>
    </message>
    <message>
        <source>and {n} more</source>
        <translation>另有 {n} 个</translation>
    </message>
    <message>
        <source>{name} holds this episode</source>
        <translation>{name} 正占用这个片段</translation>
    </message>
    <message>
        <source>the episode is approved</source>
        <translation>片段已通过审核</translation>
    </message>
    <message>
        <source>the episode was withdrawn</source>
        <translation>片段已被撤回</translation>
    </message>
    <message>
        <source>the episode is submitted; only a lead may correct it</source>
        <translation>片段已提交，只有质检组长可以更正</translation>
    </message>
    <message>
        <source>it is written in another's name</source>
        <translation>它以他人的名义写成</translation>
    </message>
    <message>
        <source>an edit cannot change who reviews</source>
        <translation>修改不能改变审核人</translation>
    </message>
    <message>
        <source>this step belongs to a lead</source>
        <translation>这一步属于质检组长</translation>
    </message>
    <message>
        <source>nobody reviews their own labels</source>
        <translation>不能审核自己的标注</translation>
    </message>
    <message>
        <source>it holds a change that is none</source>
        <translation>其中有一处改动无法识别</translation>
    </message>
    <message>
        <source>a change in it does not fit</source>
        <translation>其中有一处改动与现有标注不符</translation>
    </message>
    <message>
        <source>its phases leave a gap, overlap or do not fill the episode</source>
        <translation>其阶段有空隙、有重叠，或没有铺满整个片段</translation>
    </message>
    <message>
        <source>labels are submitted in one's own name</source>
        <translation>只能以自己的名义提交标注</translation>
    </message>
    <message>
        <source>somebody else changed the episode first</source>
        <translation>他人已先修改了这个片段</translation>
    </message>
    <message>
        <source>it was refused before the catalog was restored</source>
        <translation>目录库恢复之前它已被拒绝</translation>
    </message>
    <message>
        <source>Changed by both</source>
        <translation>双方都改动</translation>
    </message>
    <message>
        <source>Changed by one, proposed</source>
        <translation>仅一方改动，已建议</translation>
    </message>
    <message>
        <source>first: {names}</source>
        <translation>先修改：{names}</translation>
    </message>
    <message>
        <source>1 difference is still open</source>
        <translation>还有 1 处差异未定</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>正在加载</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Robot</source>
        <translation>机器人</translation>
    </message>
    <message>
        <source>Site</source>
        <translation>站点</translation>
    </message>
    <message>
        <source>Or write in the search field:</source>
        <translation>也可以直接写在搜索框里：</translation>
    </message>
    <message>
        <source>Episodes of a task</source>
        <translation>某个任务的片段</translation>
    </message>
    <message>
        <source>Episodes of a robot</source>
        <translation>某台机器人的片段</translation>
    </message>
    <message>
        <source>Episodes of a site</source>
        <translation>某个站点的片段</translation>
    </message>
    <message>
        <source>Labelled by somebody</source>
        <translation>某人标注的片段</translation>
    </message>
    <message>
        <source>Labelled by me</source>
        <translation>我标注的片段</translation>
    </message>
    <message>
        <source>Search in the list</source>
        <translation>列表搜索</translation>
    </message>
    <message>
        <source>Words in name, task, robot or note; also task: robot: site: @name @me</source>
        <translation>名称、任务、机器人或备注中的文字；也可用 task: robot: site: @name @me</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>{n} of {total} episodes</source>
        <translation>共 {total} 个片段，显示 {n} 个</translation>
    </message>
    <message>
        <source>A catalog file has no logins and roles of its own: {action} needs a catalog in PostgreSQL</source>
        <translation>目录库文件没有自己的登录名和角色：{action} 需要 PostgreSQL 目录库</translation>
    </message>
    <message>
        <source>The two passwords are not the same; nothing was changed</source>
        <translation>两次输入的密码不同；没有做任何更改</translation>
    </message>
    <message>
        <source>A password has at least {n} characters</source>
        <translation>密码至少要有 {n} 个字符</translation>
    </message>
    <message>
        <source>{path} is there already; a restore replaces nothing</source>
        <translation>{path} 已经存在；恢复不会覆盖任何东西</translation>
    </message>
    <message>
        <source>Entry {entry} of the site {site} in {path} is missing or was changed</source>
        <translation>{path} 中站点 {site} 的第 {entry} 条记录缺失或被改动</translation>
    </message>
    <message>
        <source>{path}, line {line}: {why}</source>
        <translation>{path} 第 {line} 行：{why}</translation>
    </message>
    <message>
        <source>{path} is no text in UTF-8; save it as CSV UTF-8</source>
        <translation>{path} 不是 UTF-8 文本；请另存为 CSV UTF-8</translation>
    </message>
    <message>
        <source>{path} is no CSV table: {why}</source>
        <translation>{path} 不是 CSV 表格：{why}</translation>
    </message>
    <message>
        <source>A catalog file has no logins and no connection file: it is named by its path</source>
        <translation>目录库文件没有登录名，也没有连接文件：它由路径指定</translation>
    </message>
    <message>
        <source>--limit is at least 1</source>
        <translation>--limit 至少为 1</translation>
    </message>
    <message>
        <source>Nothing was withdrawn</source>
        <translation>没有撤除任何内容</translation>
    </message>
    <message>
        <source>withdraw-episode asks before it removes something; in a script say --yes</source>
        <translation>withdraw-episode 在删除之前会询问；在脚本中请加 --yes</translation>
    </message>
    <message>
        <source>{text} is no episode's id</source>
        <translation>{text} 不是片段的标识</translation>
    </message>
    <message>
        <source>The catalog {where} has no login {login}</source>
        <translation>目录库 {where} 没有登录名 {login}</translation>
    </message>
    <message>
        <source>The attack suite is running at {where} already</source>
        <translation>攻击测试已经在 {where} 上运行</translation>
    </message>
    <message>
        <source>The attack suite cannot make its episodes: {why}</source>
        <translation>攻击测试无法建立自己的片段：{why}</translation>
    </message>
    <message>
        <source>The catalog {where} has version {version}; bring it up first with: rushes catalog upgrade URL</source>
        <translation>目录库 {where} 的版本是 {version}；请先升级：rushes catalog upgrade URL</translation>
    </message>
    <message>
        <source>{path} is damaged in the table {table}</source>
        <translation>{path} 中的表 {table} 已损坏</translation>
    </message>
    <message>
        <source>{path} was made by a newer program; update Rushes</source>
        <translation>{path} 由更新的程序生成；请更新 Rushes</translation>
    </message>
    <message>
        <source>The backup cannot be written to {path}: {why}</source>
        <translation>备份无法写入 {path}：{why}</translation>
    </message>
    <message>
        <source>{path} is no whole backup of a catalog: {why}</source>
        <translation>{path} 不是完整的目录库备份：{why}</translation>
    </message>
    <message>
        <source>The authority's certificate is no PEM text</source>
        <translation>证书颁发机构的证书不是 PEM 文本</translation>
    </message>
    <message>
        <source>Other machines cannot come by a socket: say how they reach the server with --host NAME:PORT</source>
        <translation>其他机器无法通过套接字连接：请用 --host NAME:PORT 说明它们如何连接服务器</translation>
    </message>
    <message>
        <source>This needs the login that made the catalog at {where}, or a superuser; {user} is neither</source>
        <translation>这需要建立目录库 {where} 的登录名或超级用户；{user} 两者都不是</translation>
    </message>
    <message>
        <source>A restore cannot be tried at {where}: the login {user} may make no database (CREATEDB)</source>
        <translation>无法在 {where} 上演练恢复：登录名 {user} 不能建立数据库 (CREATEDB)</translation>
    </message>
    <message>
        <source>What was restored to {where} is not what was backed up: {why}</source>
        <translation>恢复到 {where} 的内容与备份不一致：{why}</translation>
    </message>
    <message>
        <source>The database {where} is not empty, it holds {table}; give the catalog one of its own</source>
        <translation>数据库 {where} 不是空的，其中有 {table}；请为目录库单独建一个数据库</translation>
    </message>
    <message>
        <source>{path} holds version {version} of a catalog; restore it with the Rushes that made it, then upgrade</source>
        <translation>{path} 中的目录库版本是 {version}；请用生成它的 Rushes 恢复，然后升级</translation>
    </message>
    <message>
        <source>Withdrawn, and gone from this machine: {names}</source>
        <translation>已依法撤回，并已从本机删除：{names}</translation>
    </message>
    <message>
        <source>The label file is damaged ({why}); start Rushes again, and it is made anew from its copies</source>
        <translation>标注文件已损坏（{why}）；请重新启动 Rushes，程序会用副本重建</translation>
    </message>
    <message>
        <source>You have no right to the site {site} any more; {n} edits wait here until you get it back, ask who looks after the catalog</source>
        <translation>你已无权访问站点 {site}；{n} 处编辑将在本机等待，直到权限恢复，请联系目录库管理员</translation>
    </message>
    <message>
        <source>Password needed</source>
        <translation>需要密码</translation>
    </message>
    <message>
        <source>1 edit waits here, safe on this machine.</source>
        <translation>1 项编辑待发送，已安全保存在本机。</translation>
    </message>
    <message>
        <source>The catalog was restored from a backup; offered again: {n}</source>
        <translation>目录库已从备份恢复，重新提交的编辑：{n}</translation>
    </message>
    <message>
        <source>A rule of the catalog refused these; your edits are kept:</source>
        <translation>目录库的规则拒绝了以下片段，你的编辑仍予保留：</translation>
    </message>
    <message>
        <source>Kept aside:</source>
        <translation>已搁置：</translation>
    </message>
    <message>
        <source>Episodes withdrawn, gone here too: {n}</source>
        <translation>已撤除的片段，本机也已删除：{n}</translation>
    </message>
    <message>
        <source>It is tried again by itself; go on working.</source>
        <translation>程序会自动重试，请继续工作。</translation>
    </message>
    <message>
        <source>All that you did is in the catalog.</source>
        <translation>你的工作已全部进入目录库。</translation>
    </message>
    <message>
        <source>The catalog wants your password</source>
        <translation>目录库需要你的密码</translation>
    </message>
    <message>
        <source>1 edit stays on this machine. It goes to the catalog when Rushes is open again.</source>
        <translation>1 项编辑保存在本机，下次打开 Rushes 时会发送到目录库。</translation>
    </message>
    <message>
        <source>{n} edits stay on this machine. They go to the catalog when Rushes is open again.</source>
        <translation>{n} 项编辑保存在本机，下次打开 Rushes 时会发送到目录库。</translation>
    </message>
    <message>
        <source>Connect to a catalog</source>
        <translation>连接目录库</translation>
    </message>
    <message>
        <source>MCAP, ROS bags, LeRobot, AgiBot World, HDF5, zarr, videos and plain folders. Nothing is copied and the recordings are never changed.</source>
        <translation>支持 MCAP、ROS bag、LeRobot、AgiBot World、HDF5、zarr、视频和普通文件夹，不复制、不修改任何录制数据。</translation>
    </message>
    <message>
        <source>The pooler at {where} lets nobody in until ignore_startup_parameters names options in pgbouncer.ini</source>
        <translation>{where} 的连接池不让任何人进入：请在 pgbouncer.ini 的 ignore_startup_parameters 中加上 options</translation>
    </message>
    <message>
        <source>The journal was written by a newer Rushes (it holds entries of the kind {kind}); update Rushes to open it, nothing was changed</source>
        <translation>日志由更新版本的 Rushes 写入（含有 {kind} 类型的条目）；请更新 Rushes 后打开，未作任何更改</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>最新在前</translation>
    </message>
    <message>
        <source>Longest first</source>
        <translation>最长在前</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Order of the list</source>
        <translation>列表的排序</translation>
    </message>
    <message>
        <source>{field}: {value}</source>
        <translation>{field}：{value}</translation>
    </message>
    <message>
        <source>Connect later</source>
        <translation>稍后连接</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>{used} GiB used on this machine, at most</source>
        <translation>本机已用 {used} GiB，上限</translation>
    </message>
    <message>
        <source>How much recordings from elsewhere may take on this machine</source>
        <translation>来自别处的录制文件在本机最多占用的空间</translation>
    </message>
    <message>
        <source>Work meanwhile</source>
        <translation>先继续工作</translation>
    </message>
    <message>
        <source>1 recording did not come:</source>
        <translation>有 1 个录制文件未取到：</translation>
    </message>
    <message>
        <source>{n} recordings did not come:</source>
        <translation>有 {n} 个录制文件未取到：</translation>
    </message>
    <message>
        <source>{here} of {whole} MiB</source>
        <translation>{here} / {whole} MiB</translation>
    </message>
    <message>
        <source>The catalog does not answer</source>
        <translation>目录库没有响应</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>1 edit waits here</source>
        <translation>1 项编辑待发送</translation>
    </message>
    <message>
        <source>{n} edits wait here</source>
        <translation>{n} 项编辑待发送</translation>
    </message>
    <message>
        <source>The whole sentence</source>
        <translation>查看全文</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Required</source>
        <translation>必填</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translation>建议填写</translation>
    </message>
    <message>
        <source>Instruction of the episode</source>
        <translation>片段指令</translation>
    </message>
    <message>
        <source>Instruction of the episode in Chinese</source>
        <translation>片段的中文指令</translation>
    </message>
    <message>
        <source>A level for every criterion</source>
        <translation>每个评分项的等级</translation>
    </message>
    <message>
        <source>Reason, whatever the grade</source>
        <translation>无论结果都需原因</translation>
    </message>
    <message>
        <source>Grade of every phase</source>
        <translation>每个阶段的评定</translation>
    </message>
    <message>
        <source>Instruction of every phase</source>
        <translation>每个阶段的指令</translation>
    </message>
    <message>
        <source>Instruction of every phase in Chinese</source>
        <translation>每个阶段的中文指令</translation>
    </message>
    <message>
        <source>Only phases that may follow</source>
        <translation>仅限允许的后续阶段</translation>
    </message>
    <message>
        <source>The expected order</source>
        <translation>预期顺序一致</translation>
    </message>
    <message>
        <source>All phases of the expected order</source>
        <translation>包含预期的所有阶段</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Edit the taxonomy</source>
        <translation>编辑标签体系</translation>
    </message>
    <message>
        <source>Choose the taxonomy</source>
        <translation>选择标签体系</translation>
    </message>
    <message>
        <source>Another row or the window has this key</source>
        <translation>此按键已被其他行或窗口使用</translation>
    </message>
    <message>
        <source>Taxonomy {id}, version {version}</source>
        <translation>标签体系 {id}，版本 {version}</translation>
    </message>
    <message>
        <source>Nearest colour (OKLab / dE00): {parts}</source>
        <translation>最接近的颜色（OKLab / dE00）：{parts}</translation>
    </message>
    <message>
        <source>Taxonomy</source>
        <translation>标签体系</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Keep editing</source>
        <translation>继续编辑</translation>
    </message>
    <message>
        <source>Discard the changes</source>
        <translation>放弃更改</translation>
    </message>
    <message>
        <source>Save as version {n}</source>
        <translation>保存为版本 {n}</translation>
    </message>
    <message>
        <source>Stay as they are; the checks name them</source>
        <translation>保持不变，由检查项指出</translation>
    </message>
    <message>
        <source>{sight} {oklab} / {de00}</source>
        <translation>{sight} {oklab} / {de00}</translation>
    </message>
    <message>
        <source>These changes are not saved yet</source>
        <translation>这些更改尚未保存</translation>
    </message>
    <message>
        <source>Nothing is changed yet</source>
        <translation>尚无更改</translation>
    </message>
    <message>
        <source>A person chooses, label by label</source>
        <translation>由你逐个选择</translation>
    </message>
    <message>
        <source>Labels with {code} become</source>
        <translation>使用 {code} 的标注改为</translation>
    </message>
    <message>
        <source>Looks like {code} to some eyes: under 8</source>
        <translation>部分人眼中与 {code} 相近：低于 8</translation>
    </message>
    <message>
        <source>Drag to move the row (Alt+Up, Alt+Down)</source>
        <translation>拖动以移动此行（Alt+Up、Alt+Down）</translation>
    </message>
    <message>
        <source>{table}: another order</source>
        <translation>{table}：顺序改变</translation>
    </message>
    <message>
        <source>Expected order</source>
        <translation>预期顺序</translation>
    </message>
    <message>
        <source>Failure reasons</source>
        <translation>失败原因</translation>
    </message>
    <message>
        <source>Return reasons</source>
        <translation>退回原因</translation>
    </message>
    <message>
        <source>Unusable reasons</source>
        <translation>不可用原因</translation>
    </message>
    <message>
        <source>Groups of reasons</source>
        <translation>原因分组</translation>
    </message>
    <message>
        <source>Events and mistakes</source>
        <translation>事件与失误</translation>
    </message>
    <message>
        <source>Lanes of marks</source>
        <translation>标记轨道</translation>
    </message>
    <message>
        <source>Criteria</source>
        <translation>评分项</translation>
    </message>
    <message>
        <source>Arms</source>
        <translation>手臂</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Palette</source>
        <translation>色板</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英文</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>May be followed by</source>
        <translation>允许的后续</translation>
    </message>
    <message>
        <source>Needs a reason</source>
        <translation>需要原因</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>严重程度</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>分组</translation>
    </message>
    <message>
        <source>Lane</source>
        <translation>轨道</translation>
    </message>
    <message>
        <source>A moment</source>
        <translation>瞬时</translation>
    </message>
    <message>
        <source>Levels</source>
        <translation>等级数</translation>
    </message>
    <message>
        <source>normal sight</source>
        <translation>正常视觉</translation>
    </message>
    <message>
        <source>no red</source>
        <translation>红色盲</translation>
    </message>
    <message>
        <source>no green</source>
        <translation>绿色盲</translation>
    </message>
    <message>
        <source>no blue</source>
        <translation>蓝色盲</translation>
    </message>
    <message>
        <source>{table}: {code} is new</source>
        <translation>{table}：新增 {code}</translation>
    </message>
    <message>
        <source>{table}: {code} goes</source>
        <translation>{table}：删除 {code}</translation>
    </message>
    <message>
        <source>{table}: {code} is called {into}</source>
        <translation>{table}：{code} 改名为 {into}</translation>
    </message>
    <message>
        <source>{table}: {code} is changed</source>
        <translation>{table}：{code} 已更改</translation>
    </message>
    <message>
        <source>The instruction is missing</source>
        <translation>缺少指令</translation>
    </message>
    <message>
        <source>The instruction in Chinese is missing</source>
        <translation>缺少中文指令</translation>
    </message>
    <message>
        <source>No score is given yet</source>
        <translation>尚未打分</translation>
    </message>
    <message>
        <source>The criterion {criterion} has no level yet</source>
        <translation>评分项 {criterion} 尚未评级</translation>
    </message>
    <message>
        <source>No phase of {arm} is cut yet</source>
        <translation>{arm} 尚未切分阶段</translation>
    </message>
    <message>
        <source>The phase {phase} has no grade yet</source>
        <translation>阶段 {phase} 尚未评定</translation>
    </message>
    <message>
        <source>The phase {phase} has no instruction yet</source>
        <translation>阶段 {phase} 尚无指令</translation>
    </message>
    <message>
        <source>The phase {phase} has no instruction in Chinese yet</source>
        <translation>阶段 {phase} 尚无中文指令</translation>
    </message>
    <message>
        <source>There is no taxonomy {id}</source>
        <translation>没有标签体系 {id}</translation>
    </message>
    <message>
        <source>Bring the labels to this version of the taxonomy</source>
        <translation>将标注迁移到此版本的标签体系</translation>
    </message>
    <message>
        <source>These labels were made with version {theirs} of the taxonomy; only version {ours} is known here, so they can be looked at, not edited</source>
        <translation>这些标注使用标签体系的版本 {theirs}；这里只有版本 {ours}，因此只能查看，不能编辑</translation>
    </message>
    <message>
        <source>These labels were made with version {theirs} of the taxonomy: bring them to version {ours} first</source>
        <translation>这些标注使用标签体系的版本 {theirs}：请先迁移到版本 {ours}</translation>
    </message>
    <message>
        <source>Phase {code} was split: choose {one} or {other}</source>
        <translation>阶段 {code} 已拆分：请选择 {one} 或 {other}</translation>
    </message>
    <message>
        <source>{phase} cannot follow {before}</source>
        <translation>{before} 之后不能是 {phase}</translation>
    </message>
    <message>
        <source>A reason is missing</source>
        <translation>缺少原因</translation>
    </message>
    <message>
        <source>A note is missing</source>
        <translation>缺少备注</translation>
    </message>
    <message>
        <source>The taxonomy {path} must have the id {id}</source>
        <translation>标签体系 {path} 的 id 必须是 {id}</translation>
    </message>
    <message>
        <source>A taxonomy cannot have the id {id}: up to 64 letters, digits, - and _</source>
        <translation>标签体系的 id 不能是 {id}：最多 64 个字母、数字、- 或 _</translation>
    </message>
    <message>
        <source>The taxonomy {path} names the group of reasons {code} but does not define it</source>
        <translation>标签体系 {path} 提到原因分组 {code}，但没有定义它</translation>
    </message>
    <message>
        <source>The taxonomy {path} has version {version} and a migration to {to}</source>
        <translation>标签体系 {path} 的版本是 {version}，却含有到版本 {to} 的迁移</translation>
    </message>
    <message>
        <source>A migration of the taxonomy {path} leads to {code}, which it does not define</source>
        <translation>标签体系 {path} 的一个迁移指向 {code}，但没有定义它</translation>
    </message>
    <message>
        <source>The taxonomy {path} was written by a newer program</source>
        <translation>标签体系 {path} 由更新版本的程序写成</translation>
    </message>
    <message>
        <source>Line {line} of the taxonomy {path}: {field} must be a colour like #77c1fd</source>
        <translation>标签体系 {path} 第 {line} 行：{field} 必须是 #77c1fd 这样的颜色</translation>
    </message>
    <message>
        <source>Line {line} of the taxonomy {path}: {field} cannot be {value}, only one of {known}</source>
        <translation>标签体系 {path} 第 {line} 行：{field} 不能是 {value}，只能是以下之一：{known}</translation>
    </message>
    <message>
        <source>Line {line} of the taxonomy {path}: {field} must be a whole number from {least} to {most}</source>
        <translation>标签体系 {path} 第 {line} 行：{field} 必须是 {least} 到 {most} 的整数</translation>
    </message>
    <message>
        <source>Line {line} of the taxonomy {path}: {field} must hold tables</source>
        <translation>标签体系 {path} 第 {line} 行：{field} 必须由表组成</translation>
    </message>
    <message>
        <source>Line {line} of the taxonomy {path}: {field} must be a text</source>
        <translation>标签体系 {path} 第 {line} 行：{field} 必须是文本</translation>
    </message>
    <message>
        <source>Line {line} of the taxonomy {path}: {field} must not be empty</source>
        <translation>标签体系 {path} 第 {line} 行：{field} 不能为空</translation>
    </message>
    <message>
        <source>Line {line} of the taxonomy {path}: {field} must be true or false</source>
        <translation>标签体系 {path} 第 {line} 行：{field} 必须是 true 或 false</translation>
    </message>
    <message>
        <source>Line {line} of the taxonomy {path}: {field} must be a list of texts</source>
        <translation>标签体系 {path} 第 {line} 行：{field} 必须是文本列表</translation>
    </message>
    <message>
        <source>Line {line} of the taxonomy {path}: {field} must be names by language</source>
        <translation>标签体系 {path} 第 {line} 行：{field} 必须按语言给出名称</translation>
    </message>
    <message>
        <source>Line {line} of the taxonomy {path}: the field {field} is not known</source>
        <translation>标签体系 {path} 第 {line} 行：未知字段 {field}</translation>
    </message>
    <message>
        <source>Line {line} of the taxonomy {path} lacks the field {field}</source>
        <translation>标签体系 {path} 第 {line} 行缺少字段 {field}</translation>
    </message>
    <message>
        <source>An episode cannot be judged, or its recording is broken; {code} is neither</source>
        <translation>片段只能是“无法判断”或“录制损坏”；{code} 两者都不是</translation>
    </message>
    <message>
        <source>A score goes from 1 to {most}</source>
        <translation>评分为 1 到 {most}</translation>
    </message>
    <message>
        <source>The taxonomy has no arm {code}</source>
        <translation>标签体系中没有手臂 {code}</translation>
    </message>
    <message>
        <source>The taxonomy has no criterion {code}</source>
        <translation>标签体系中没有评分项 {code}</translation>
    </message>
    <message>
        <source>The taxonomy has no mark {code}</source>
        <translation>标签体系中没有标记 {code}</translation>
    </message>
    <message>
        <source>A question goes to a lead or to an engineer</source>
        <translation>问题只能提给质检组长或工程师</translation>
    </message>
    <message>
        <source>A question needs a sentence</source>
        <translation>请写下问题</translation>
    </message>
    <message>
        <source>This remark is no question</source>
        <translation>这条批注不是问题</translation>
    </message>
    <message>
        <source>Questions are answered by a lead or an engineer</source>
        <translation>问题由质检组长或工程师回答</translation>
    </message>
    <message>
        <source>A mark must lie inside the episode</source>
        <translation>标记必须在片段之内</translation>
    </message>
    <message>
        <source>This mark is no longer there</source>
        <translation>该标记已不存在</translation>
    </message>
    <message>
        <source>These phases are already in another track</source>
        <translation>这些阶段已在另一条轨道中</translation>
    </message>
    <message>
        <source>Between the idle ends nothing would be left</source>
        <translation>两端空闲之间将不剩任何内容</translation>
    </message>
    <message>
        <source>These phases do not fill the episode</source>
        <translation>这些阶段没有填满片段</translation>
    </message>
    <message>
        <source>What cannot be used needs a reason or a note</source>
        <translation>不可用的片段需要原因或备注</translation>
    </message>
    <message>
        <source>Mark at {time}</source>
        <translation>{time} 处的标记</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>评分</translation>
    </message>
    <message>
        <source>no mark</source>
        <translation>没有标记</translation>
    </message>
    <message>
        <source>no score</source>
        <translation>没有评分</translation>
    </message>
    <message>
        <source>cannot be judged</source>
        <translation>无法判断</translation>
    </message>
    <message>
        <source>the recording is broken</source>
        <translation>录制损坏</translation>
    </message>
    <message>
        <source>Phases are proposed for episodes of an hour at most; {id} is longer</source>
        <translation>只为不超过一小时的片段建议阶段；{id} 更长</translation>
    </message>
    <message>
        <source>Episode {id} has no moving joint, force or pose from which phases could be told</source>
        <translation>片段 {id} 没有运动的关节、力或位姿，无法判断阶段</translation>
    </message>
    <message>
        <source>A proposal needs at least one labelled example</source>
        <translation>建议阶段至少需要一个已标注的示例</translation>
    </message>
    <message>
        <source>An episode of less than a second is too short for a proposal</source>
        <translation>不足一秒的片段太短，无法建议阶段</translation>
    </message>
    <message>
        <source>The recordings have no joint, force or pose in common; take an example of the same robot</source>
        <translation>这些录制没有共同的关节、力或位姿；请用同一机器人的示例</translation>
    </message>
    <message>
        <source>{path} is no JSON: {why}</source>
        <translation>{path} 不是 JSON：{why}</translation>
    </message>
    <message>
        <source>{path} is no labels file: it needs a recording, and phases with label, start_ns and end_ns</source>
        <translation>{path} 不是标注文件：它需要 recording，以及带 label、start_ns 和 end_ns 的 phases</translation>
    </message>
    <message>
        <source>{path} holds no phases</source>
        <translation>{path} 没有阶段</translation>
    </message>
    <message>
        <source>{path}: the phase {label} at {t_ns} ns does not end after its start</source>
        <translation>{path}：{t_ns} ns 处的阶段 {label} 没有在开始之后结束</translation>
    </message>
    <message>
        <source>{path}: the phases {a} and {b} overlap at {t_ns} ns</source>
        <translation>{path}：阶段 {a} 和 {b} 在 {t_ns} ns 处重叠</translation>
    </message>
    <message>
        <source>{path}: the phases lie outside of the recording {recording}</source>
        <translation>{path}：阶段在录制 {recording} 之外</translation>
    </message>
    <message>
        <source>A labels file is of one episode with phases, and here are {n}: choose one with --episode</source>
        <translation>标注文件只含一个有阶段的片段，这里有 {n} 个：请用 --episode 选择一个</translation>
    </message>
    <message>
        <source>gripper moves</source>
        <translation>夹爪开始动作</translation>
    </message>
    <message>
        <source>gripper rests</source>
        <translation>夹爪停止</translation>
    </message>
    <message>
        <source>load changes</source>
        <translation>受力变化</translation>
    </message>
    <message>
        <source>movement begins</source>
        <translation>运动开始</translation>
    </message>
    <message>
        <source>movement ends</source>
        <translation>运动结束</translation>
    </message>
    <message>
        <source>slowest moment</source>
        <translation>速度最慢处</translation>
    </message>
    <message>
        <source>Snap</source>
        <translation>吸附</translation>
    </message>
    <message>
        <source>key ends a phase</source>
        <translation>按键结束一个阶段</translation>
    </message>
    <message>
        <source>Snap cuts to evidence within</source>
        <translation>切分吸附范围</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Take off how late I press (nothing learnt yet)</source>
        <translation>扣除我的按键延迟（尚未学到）</translation>
    </message>
    <message>
        <source>Take off how late I press ({seconds} s, from {count} corrections)</source>
        <translation>扣除我的按键延迟（{seconds} 秒，来自 {count} 次修正）</translation>
    </message>
    <message>
        <source>Forget how late I am</source>
        <translation>忘记我的按键延迟</translation>
    </message>
    <message>
        <source>A digit names the phase that</source>
        <translation>数字键命名的阶段</translation>
    </message>
    <message>
        <source>begins here</source>
        <translation>从此处开始</translation>
    </message>
    <message>
        <source>ends here</source>
        <translation>到此处结束</translation>
    </message>
    <message>
        <source>Play around a cut</source>
        <translation>播放切分点附近</translation>
    </message>
    <message>
        <source>{seconds} s on both sides</source>
        <translation>前后各 {seconds} 秒</translation>
    </message>
    <message>
        <source>Episodes open playing</source>
        <translation>打开片段即播放</translation>
    </message>
    <message>
        <source>Propose phases from labelled repeats</source>
        <translation>根据已标注的同类片段建议阶段</translation>
    </message>
    <message>
        <source>Cuts snap to evidence within {count} ms</source>
        <translation>切分吸附到 {count} 毫秒内的信号依据</translation>
    </message>
    <message>
        <source>Cuts snap to nothing</source>
        <translation>切分不吸附</translation>
    </message>
    <message>
        <source>Begin {phase} exactly here</source>
        <translation>恰在此处开始“{phase}”</translation>
    </message>
    <message>
        <source>Play around the nearest cut, and back</source>
        <translation>播放最近切分点附近后返回</translation>
    </message>
    <message>
        <source>Snap cuts to evidence, or no more</source>
        <translation>切分吸附到信号依据，或不再吸附</translation>
    </message>
    <message>
        <source>Options of cutting</source>
        <translation>切分选项</translation>
    </message>
    <message>
        <source>Next proposed phase, or next of the template</source>
        <translation>查看下一个建议阶段，或开始模板中的下一阶段</translation>
    </message>
    <message>
        <source>Look at the proposed phase before</source>
        <translation>查看上一个建议阶段</translation>
    </message>
    <message>
        <source>Accept all proposed phases</source>
        <translation>接受全部建议阶段</translation>
    </message>
    <message>
        <source>Take proposals from a file or data set…</source>
        <translation>从文件或数据集取建议…</translation>
    </message>
    <message>
        <source>Labels, or meta/info.json of a data set</source>
        <translation>标注文件，或数据集的 meta/info.json</translation>
    </message>
    <message>
        <source>{count} phases are proposed</source>
        <translation>建议了 {count} 个阶段</translation>
    </message>
    <message>
        <source>Labels that the taxonomy does not have, left out: {names}</source>
        <translation>标签体系中没有的标签，已略去：{names}</translation>
    </message>
    <message>
        <source>{path} says no phases of {episode}</source>
        <translation>{path} 没有说到 {episode} 的阶段</translation>
    </message>
    <message>
        <source>{path} says the phases of the episode itself; give it alone</source>
        <translation>{path} 说的是该片段自己的阶段；请单独给出</translation>
    </message>
    <message>
        <source>Go on: accept a proposal, submit or decide, and next</source>
        <translation>继续：接受建议，或提交、决定，并打开下一个</translation>
    </message>
    <message>
        <source>Proposals</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>{count} proposals, {unsure} unsure</source>
        <translation>建议 {count}，存疑 {unsure}</translation>
    </message>
    <message>
        <source>{count} proposals</source>
        <translation>建议 {count}</translation>
    </message>
    <message>
        <source>Accept all</source>
        <translation>全部接受</translation>
    </message>
    <message>
        <source>Before and after all movement it is idle already</source>
        <translation>所有运动之前和之后已是空闲</translation>
    </message>
    <message>
        <source>The signals do not say where movement begins and ends</source>
        <translation>信号无法说明运动从何处开始、到何处结束</translation>
    </message>
    <message>
        <source>Make the time before and after all movement idle</source>
        <translation>将所有运动之前和之后的时间设为空闲</translation>
    </message>
    <message>
        <source>Where to? Say it with --out PATH</source>
        <translation>写到哪里？请用 --out PATH 指定</translation>
    </message>
    <message>
        <source>--map wants LABEL=PHASE, not {text}</source>
        <translation>--map 需要 LABEL=PHASE，而不是 {text}</translation>
    </message>
    <message>
        <source>Name the file that holds the labels first</source>
        <translation>请先给出含有标注的文件</translation>
    </message>
    <message>
        <source>The files hold no labels of {episode}</source>
        <translation>文件中没有 {episode} 的标注</translation>
    </message>
    <message>
        <source>The files name no episode of the list; say which with EPISODE</source>
        <translation>文件中没有列表里的片段；请用 EPISODE 指定</translation>
    </message>
    <message>
        <source>{word} is neither a file nor an episode of the list</source>
        <translation>{word} 既不是文件，也不是列表中的片段</translation>
    </message>
    <message>
        <source>No episode has labels to export</source>
        <translation>没有可导出标注的片段</translation>
    </message>
    <message>
        <source>{path} is there already; --in-place adds to it and keeps what it was</source>
        <translation>{path} 已存在；--in-place 会加入其中并保留原文件</translation>
    </message>
    <message>
        <source>An export writes one data set at a time; name the episodes of one: {paths}</source>
        <translation>一次导出只写一个数据集；请指定其中一个的片段：{paths}</translation>
    </message>
    <message>
        <source>Either --out or --in-place: {path} would be left as it is</source>
        <translation>--out 与 --in-place 只能选一个：{path} 将保持不变</translation>
    </message>
    <message>
        <source>{path} is no LeRobot data set; labels of other recordings go into other formats</source>
        <translation>{path} 不是 LeRobot 数据集；其他录制的标注请导出为其他格式</translation>
    </message>
    <message>
        <source>{path} is there already; an export replaces no data set</source>
        <translation>{path} 已存在；导出不会替换数据集</translation>
    </message>
    <message>
        <source>The episode has no stream {stream}; it has {streams}</source>
        <translation>该片段没有数据流 {stream}；现有：{streams}</translation>
    </message>
    <message>
        <source>{what} has no place for grades of episodes; left out: {n}</source>
        <translation>{what} 无法存放片段结果；略去：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for failure reasons; left out: {n}</source>
        <translation>{what} 无法存放失败原因；略去：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for notes; left out: {n}</source>
        <translation>{what} 无法存放备注；略去：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for remarks; left out: {n}</source>
        <translation>{what} 无法存放批注；略去：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for events; left out: {n}</source>
        <translation>{what} 无法存放事件；略去：{n}</translation>
    </message>
    <message>
        <source>{what} has one tier; segments of others left out: {n}</source>
        <translation>{what} 只有一层；略去其他层的区段：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for instructions of phases; left out: {n}</source>
        <translation>{what} 无法存放阶段指令；略去：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for Chinese instructions of phases; left out: {n}</source>
        <translation>{what} 无法存放阶段的中文指令；略去：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for grades of phases; left out: {n}</source>
        <translation>{what} 无法存放阶段结果；略去：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for scores; left out: {n}</source>
        <translation>{what} 无法存放评分；略去：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for criteria; left out: {n}</source>
        <translation>{what} 无法存放评分细则；略去：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for instructions of episodes; left out: {n}</source>
        <translation>{what} 无法存放片段指令；略去：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for Chinese instructions of episodes; left out: {n}</source>
        <translation>{what} 无法存放片段的中文指令；略去：{n}</translation>
    </message>
    <message>
        <source>{what} does not say who proposed a phase; left out: {n}</source>
        <translation>{what} 不记录阶段由谁提出；略去：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for when a key was pressed; left out: {n}</source>
        <translation>{what} 无法存放按键时刻；略去：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for why an episode cannot be used; left out: {n}</source>
        <translation>{what} 无法存放片段不可用的原因；略去：{n}</translation>
    </message>
    <message>
        <source>{what} does not say who proposed an event; left out: {n}</source>
        <translation>{what} 不记录事件由谁提出；略去：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for streams, readings and reasons of remarks; left out: {n}</source>
        <translation>{what} 无法存放批注的数据流、读数和原因；略去：{n}</translation>
    </message>
    <message>
        <source>{what} does not know questions; now plain remarks: {n}</source>
        <translation>{what} 没有提问；改为普通批注：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for the review; episodes submitted or decided: {n}</source>
        <translation>{what} 无法存放审核状态；已提交或已决定的片段：{n}</translation>
    </message>
    <message>
        <source>The format of {path} cannot be told from its name; say it with --format</source>
        <translation>从名称看不出 {path} 的格式；请用 --format 指定</translation>
    </message>
    <message>
        <source>{format} counts frames, and {episode} has no stream to count; the recording is needed</source>
        <translation>{format} 以帧计数，而 {episode} 没有可计数的数据流；需要录制文件</translation>
    </message>
    <message>
        <source>{what} counts frames: {n} of {of} boundaries move by up to {ms} ms</source>
        <translation>{what} 以帧计数：{of} 个边界中有 {n} 个移动，最多 {ms} ms</translation>
    </message>
    <message>
        <source>{what} counts frames: {n} of {of} phases hold no frame and are left out</source>
        <translation>{what} 以帧计数：{of} 个阶段中有 {n} 个不含任何帧，已略去</translation>
    </message>
    <message>
        <source>{what} cannot tell instructions that repeat the name of a phase: {n}</source>
        <translation>{what} 无法区分与阶段名称相同的指令：{n}</translation>
    </message>
    <message>
        <source>Gaps: {n}, now {what}</source>
        <translation>空隙：{n} 个，现为 {what}</translation>
    </message>
    <message>
        <source>{episode}: the taxonomy has no grade {code}</source>
        <translation>{episode}：标签体系中没有结果 {code}</translation>
    </message>
    <message>
        <source>{episode}: the taxonomy has no reason {code}</source>
        <translation>{episode}：标签体系中没有原因 {code}</translation>
    </message>
    <message>
        <source>{episode}: the taxonomy has no phase {labels}; say which it is with --map LABEL=PHASE, one of {codes}</source>
        <translation>{episode}：标签体系中没有阶段 {labels}；请用 --map LABEL=PHASE 指定，可选：{codes}</translation>
    </message>
    <message>
        <source>Phases that reach out of the episode: {n}, cut by up to {ms} ms</source>
        <translation>超出片段的阶段：{n} 个，最多截去 {ms} ms</translation>
    </message>
    <message>
        <source>Phases that overlap: {n}, the earlier one cut by up to {ms} ms</source>
        <translation>重叠的阶段：{n} 个，前者最多截去 {ms} ms</translation>
    </message>
    <message>
        <source>Gaps too short for a phase: {n}, closed by up to {ms} ms</source>
        <translation>过短而不成阶段的空隙：{n} 个，最多合上 {ms} ms</translation>
    </message>
    <message>
        <source>Phases outside of the episode, left out: {n}</source>
        <translation>片段之外的阶段，已略去：{n}</translation>
    </message>
    <message>
        <source>The review is not taken over; labels come as a draft: {n}</source>
        <translation>审核状态不导入；标注成为草稿：{n}</translation>
    </message>
    <message>
        <source>Tiers that are no arm of the taxonomy, left out: {n} segments of {what}</source>
        <translation>不是标签体系中手臂的层，已略去：{what} 的 {n} 段</translation>
    </message>
    <message>
        <source>Criteria or levels that the taxonomy does not have, left out: {n}</source>
        <translation>标签体系中没有的准则或等级，已略去：{n}</translation>
    </message>
    <message>
        <source>Phases replaced: {n}</source>
        <translation>被替换的阶段：{n}</translation>
    </message>
    <message>
        <source>Events replaced: {n}</source>
        <translation>被替换的事件：{n}</translation>
    </message>
    <message>
        <source>Grades replaced: {n}</source>
        <translation>被替换的结果：{n}</translation>
    </message>
    <message>
        <source>Scores replaced: {n}</source>
        <translation>被替换的评分：{n}</translation>
    </message>
    <message>
        <source>Criteria replaced: {n}</source>
        <translation>被替换的准则等级：{n}</translation>
    </message>
    <message>
        <source>Instructions replaced: {n}</source>
        <translation>被替换的指令：{n}</translation>
    </message>
    <message>
        <source>Notes replaced: {n}</source>
        <translation>被替换的备注：{n}</translation>
    </message>
    <message>
        <source>Events that the taxonomy does not have, left out: {n} times {what}</source>
        <translation>标签体系中没有的事件，已略去：{what} {n} 次</translation>
    </message>
    <message>
        <source>Events outside of the episode, left out: {n}</source>
        <translation>片段之外的事件，已略去：{n}</translation>
    </message>
    <message>
        <source>Events that reach out of the episode, cut: {n}</source>
        <translation>超出片段的事件，已截短：{n}</translation>
    </message>
    <message>
        <source>Remarks outside of the episode, left out: {n}</source>
        <translation>片段之外的批注，已略去：{n}</translation>
    </message>
    <message>
        <source>Remarks without a sentence or a known reason, left out: {n}</source>
        <translation>既无文字也无已知原因的批注，已略去：{n}</translation>
    </message>
    <message>
        <source>Remarks whose reason the taxonomy does not have: {n}</source>
        <translation>原因不在标签体系中的批注：{n}</translation>
    </message>
    <message>
        <source>Answers are given by a lead or an engineer; left out: {n}</source>
        <translation>回答由负责人或工程师给出；已略去：{n}</translation>
    </message>
    <message>
        <source>The table says {value} in {column}</source>
        <translation>表中 {column} 的值为 {value}</translation>
    </message>
    <message>
        <source>GR00T cannot tell an instruction that repeats the task: {n}</source>
        <translation>GR00T 无法区分与任务相同的指令：{n}</translation>
    </message>
    <message>
        <source>GR00T says invalid, not which grade; left out: {n}</source>
        <translation>GR00T 只说无效，不说是哪种结果；已略去：{n}</translation>
    </message>
    <message>
        <source>LeRobot: language rows that are no subtask, not taken: {n}</source>
        <translation>LeRobot：不是子任务的语言行，未导入：{n}</translation>
    </message>
    <message>
        <source>Label Studio: results of other controls, not taken: {n}</source>
        <translation>Label Studio：其他控件的结果，未导入：{n}</translation>
    </message>
    <message>
        <source>foxglove.Event: events without a label, not taken: {n}</source>
        <translation>foxglove.Event：没有标签的事件，未导入：{n}</translation>
    </message>
    <message>
        <source>{path} is no Parquet table: {why}</source>
        <translation>{path} 不是 Parquet 表：{why}</translation>
    </message>
    <message>
        <source>The table has no column {column}</source>
        <translation>表中没有列 {column}</translation>
    </message>
    <message>
        <source>The table has a phase without {column}</source>
        <translation>表中有阶段缺少 {column}</translation>
    </message>
    <message>
        <source>The table says {value} in {column}: no whole number</source>
        <translation>表中 {column} 的值 {value} 不是整数</translation>
    </message>
    <message>
        <source>{path} is no ELAN file: {why}</source>
        <translation>{path} 不是 ELAN 文件：{why}</translation>
    </message>
    <message>
        <source>ELAN: annotations without a time of their own, left out: {n}</source>
        <translation>ELAN：没有自身时间的标注，已略去：{n}</translation>
    </message>
    <message>
        <source>ELAN rounds {n} of {of} boundaries by up to {ms} ms</source>
        <translation>ELAN 取整：{of} 个边界中有 {n} 个移动，最多 {ms} ms</translation>
    </message>
    <message>
        <source>ELAN counts milliseconds: {n} of {of} phases hold no millisecond and are left out</source>
        <translation>ELAN 以毫秒计数：{of} 个阶段中有 {n} 个不足一毫秒，已略去</translation>
    </message>
    <message>
        <source>ELAN counts milliseconds: events of at most one become points: {n}, shorter by up to {ms} ms</source>
        <translation>ELAN 以毫秒计数：不超过一毫秒的事件变为时间点：{n} 个，最多缩短 {ms} ms</translation>
    </message>
    <message>
        <source>ELAN cannot hold these control characters; left out: {n}</source>
        <translation>ELAN 无法存放这些控制字符；已略去：{n}</translation>
    </message>
    <message>
        <source>{path} has no tier {tier}; it has {tiers}</source>
        <translation>{path} 没有层 {tier}；现有：{tiers}</translation>
    </message>
    <message>
        <source>{path} has the tiers {tiers}; say which holds the phases with --tier</source>
        <translation>{path} 有这些层：{tiers}；请用 --tier 指定哪一层是阶段</translation>
    </message>
    <message>
        <source>LeRobot says success or not; other grades left out: {n}</source>
        <translation>LeRobot 只记录成功与否；其他结果已略去：{n}</translation>
    </message>
    <message>
        <source>Episodes of the data set without labels: {n}, their rows say {what}</source>
        <translation>数据集中没有标注的片段：{n} 个，其各行记为 {what}</translation>
    </message>
    <message>
        <source>GR00T reads data sets of LeRobot v2.1; {path} is of {version}</source>
        <translation>GR00T 读取 LeRobot v2.1 数据集；{path} 的版本是 {version}</translation>
    </message>
    <message>
        <source>GR00T joins phases of one label that meet: {n} boundaries are left out</source>
        <translation>GR00T 会合并相邻的同名阶段：略去 {n} 个边界</translation>
    </message>
    <message>
        <source>GR00T says valid or invalid; grades that become invalid: {n}</source>
        <translation>GR00T 只记录有效与否；变为无效的结果：{n}</translation>
    </message>
    <message>
        <source>{path} is no export of Label Studio: {why}</source>
        <translation>{path} 不是 Label Studio 的导出文件：{why}</translation>
    </message>
    <message>
        <source>{episode} begins before 1970; an MCAP file has no such stamps</source>
        <translation>{episode} 开始于 1970 年之前；MCAP 文件没有这样的时间戳</translation>
    </message>
    <message>
        <source>{path} is no MCAP file of events: {why}</source>
        <translation>{path} 不是含有事件的 MCAP 文件：{why}</translation>
    </message>
    <message>
        <source>AgiBot numbers its episodes; numbers made from ids: {n}</source>
        <translation>AgiBot 用数字标识片段；由标识生成的数字：{n} 个</translation>
    </message>
    <message>
        <source>{path} is no task_info of AgiBot: {why}</source>
        <translation>{path} 不是 AgiBot 的 task_info：{why}</translation>
    </message>
    <message>
        <source>Cut the phases of the next arm</source>
        <translation>切分下一条手臂的阶段</translation>
    </message>
    <message>
        <source>Delete the phase or mark</source>
        <translation>删除阶段或标记</translation>
    </message>
    <message>
        <source>Move the cut or mark one frame back</source>
        <translation>将切点或标记前移一帧</translation>
    </message>
    <message>
        <source>Move the cut or mark one frame on</source>
        <translation>将切点或标记后移一帧</translation>
    </message>
    <message>
        <source>Write what the robot was told</source>
        <translation>填写任务指令</translation>
    </message>
    <message>
        <source>Write what the robot was told in this phase</source>
        <translation>填写此阶段的指令</translation>
    </message>
    <message>
        <source>Give a score and levels</source>
        <translation>给出评分与各项等级</translation>
    </message>
    <message>
        <source>It cannot be judged</source>
        <translation>无法判断</translation>
    </message>
    <message>
        <source>The recording is broken</source>
        <translation>录制已损坏</translation>
    </message>
    <message>
        <source>Drop the interval that waits for its end</source>
        <translation>放弃尚未结束的区间</translation>
    </message>
    <message>
        <source>Note: {mark}</source>
        <translation>记录：{mark}</translation>
    </message>
    <message>
        <source>Begin or end: {mark}</source>
        <translation>开始或结束：{mark}</translation>
    </message>
    <message>
        <source>Grade of this phase: {grade}</source>
        <translation>此阶段的结果：{grade}</translation>
    </message>
    <message>
        <source>{count} more</source>
        <translation>还有 {count} 项</translation>
    </message>
    <message>
        <source>Cannot judge</source>
        <translation>无法判断</translation>
    </message>
    <message>
        <source>Broken data</source>
        <translation>录制损坏</translation>
    </message>
    <message>
        <source>Instruction in English</source>
        <translation>英文指令</translation>
    </message>
    <message>
        <source>Instruction in Chinese</source>
        <translation>中文指令</translation>
    </message>
    <message>
        <source>This phase</source>
        <translation>当前阶段</translation>
    </message>
    <message>
        <source>{grade} of this phase (Alt+{key})</source>
        <translation>此阶段：{grade}（Alt+{key}）</translation>
    </message>
    <message>
        <source>No phase is cut here</source>
        <translation>此处没有阶段</translation>
    </message>
    <message>
        <source>{name}, key {key}, at {start} s</source>
        <translation>{name}，按键 {key}，位于 {start} 秒</translation>
    </message>
    <message>
        <source>Questions</source>
        <translation>提问</translation>
    </message>
    <message>
        <source>{user} asks a {role}</source>
        <translation>{user} 向{role}提问</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Not answered yet</source>
        <translation>尚未回答</translation>
    </message>
    <message>
        <source>{user}: {answer}</source>
        <translation>{user}：{answer}</translation>
    </message>
    <message>
        <source>Pin to {time}</source>
        <translation>标记在 {time}</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>批注</translation>
    </message>
    <message>
        <source>Question to a lead</source>
        <translation>向质检组长提问</translation>
    </message>
    <message>
        <source>Question to an engineer</source>
        <translation>向工程师提问</translation>
    </message>
    <message>
        <source>A question about this moment</source>
        <translation>关于这一时刻的问题</translation>
    </message>
    <message>
        <source>Ask a lead or an engineer about this moment</source>
        <translation>就这一时刻向质检组长或工程师提问</translation>
    </message>
    <message>
        <source>question for you</source>
        <translation>有给你的提问</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>已回答</translation>
    </message>
    <message>
        <source>question</source>
        <translation>有提问</translation>
    </message>
    <message>
        <source>Least sure proposals first</source>
        <translation>把握最小的建议在前</translation>
    </message>
    <message>
        <source>Only</source>
        <translation>仅限</translation>
    </message>
    <message>
        <source>Questions for me</source>
        <translation>给我的提问</translation>
    </message>
    <message>
        <source>My questions that are answered</source>
        <translation>我的已回答的提问</translation>
    </message>
    <message>
        <source>My open questions</source>
        <translation>我的未回答的提问</translation>
    </message>
    <message>
        <source>What I worked on</source>
        <translation>我编辑过的</translation>
    </message>
    <message>
        <source>{share} % accepted so far</source>
        <translation>迄今采纳 {share}%</translation>
    </message>
    <message>
        <source>{time} · {n} keys</source>
        <translation>{time} · {n} 键</translation>
    </message>
    <message>
        <source>Change or print the keys</source>
        <translation>更改或打印按键</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Press a new key</source>
        <translation>按下新按键</translation>
    </message>
    <message>
        <source>Take it</source>
        <translation>改用于此</translation>
    </message>
    <message>
        <source>Usual key</source>
        <translation>默认按键</translation>
    </message>
    <message>
        <source>All usual keys</source>
        <translation>全部恢复默认</translation>
    </message>
    <message>
        <source>PDF or HTML</source>
        <translation>PDF 或 HTML</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>Press the new key of “{action}”; Esc leaves it</source>
        <translation>按下“{action}”的新按键；Esc 放弃</translation>
    </message>
    <message>
        <source>{key} belongs to “{action}”</source>
        <translation>{key} 已用于“{action}”</translation>
    </message>
    <message>
        <source>This key is chosen in the taxonomy</source>
        <translation>此按键在标签体系中设定</translation>
    </message>
    <message>
        <source>PDF files (*.pdf)</source>
        <translation>PDF 文件 (*.pdf)</translation>
    </message>
    <message>
        <source>HTML files (*.html)</source>
        <translation>HTML 文件 (*.html)</translation>
    </message>
    <message>
        <source>Write the keys to a file</source>
        <translation>将按键写入文件</translation>
    </message>
    <message>
        <source>To the end of my queue</source>
        <translation>放到我的队列末尾</translation>
    </message>
    <message>
        <source>Broken recording</source>
        <translation>录制损坏</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>稍后</translation>
    </message>
    <message>
        <source>Waits for an answer</source>
        <translation>等待回答</translation>
    </message>
    <message>
        <source>Too hard for me</source>
        <translation>对我来说太难</translation>
    </message>
    <message>
        <source>Left for later: {why}</source>
        <translation>留待稍后：{why}</translation>
    </message>
    <message>
        <source>Leave this episode, with a reason</source>
        <translation>搁下此片段并说明原因</translation>
    </message>
    <message>
        <source>{user} works on this episode: what you change may be refused</source>
        <translation>{user} 正在处理此片段：你的更改可能被拒绝</translation>
    </message>
    <message>
        <source>{words} ({key})</source>
        <translation>{words}（{key}）</translation>
    </message>
    <message>
        <source>Every key and what it does</source>
        <translation>查看全部按键及其作用</translation>
    </message>
    <message>
        <source>Speed ({slower} and {faster})</source>
        <translation>速度（{slower} 和 {faster}）</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>What may be seen of this episode, and what is blurred</source>
        <translation>本片段可见的内容及模糊区域</translation>
    </message>
    <message>
        <source>Numbers at the playhead, or of a selection</source>
        <translation>播放头处或所选时段的数值</translation>
    </message>
    <message>
        <source>Curves, or a row of colours a channel</source>
        <translation>曲线，或每通道一行色带</translation>
    </message>
    <message>
        <source>The most unusual channels of what is in sight</source>
        <translation>所见时段内最异常的通道</translation>
    </message>
    <message>
        <source>Hand the labels over for review</source>
        <translation>提交标注以供审核</translation>
    </message>
    <message>
        <source>{words}; options: {key}; not with Alt</source>
        <translation>{words}；选项：{key}；按住 Alt 则不执行</translation>
    </message>
    <message>
        <source>Snap cuts to evidence</source>
        <translation>切分吸附到信号依据</translation>
    </message>
    <message>
        <source>{words}; {walk} walks them, {one} accepts one</source>
        <translation>{words}；{walk} 逐个查看，{one} 接受一个</translation>
    </message>
    <message>
        <source>The episode cannot be judged, then a reason</source>
        <translation>此片段无法判断，然后选择原因</translation>
    </message>
    <message>
        <source>The recording is broken, then a reason</source>
        <translation>录制已损坏，然后选择原因</translation>
    </message>
    <message>
        <source>What the robot was told in this episode</source>
        <translation>此片段的任务指令</translation>
    </message>
    <message>
        <source>Grade and instruction of the phase at the playhead</source>
        <translation>播放头所在阶段的结果与指令</translation>
    </message>
    <message>
        <source>Score and criteria from 1 to 5, by digits</source>
        <translation>评分和标准，1 至 5，用数字键</translation>
    </message>
    <message>
        <source>Order: {order}</source>
        <translation>排序：{order}</translation>
    </message>
    <message>
        <source>{name} since {start} s: {key} again ends it, {drop} drops it</source>
        <translation>{name} 自 {start} 秒起：再按 {key} 结束，{drop} 放弃</translation>
    </message>
    <message>
        <source>{name} has no end yet: press {key} where it ends, or {drop} to drop it</source>
        <translation>“{name}”尚未结束：在结束处按 {key}，或按 {drop} 放弃</translation>
    </message>
    <message>
        <source>My pace</source>
        <translation>我的节奏</translation>
    </message>
    <message>
        <source>The team's pace</source>
        <translation>团队的节奏</translation>
    </message>
    <message>
        <source>Hand to a lead</source>
        <translation>交给质检组长</translation>
    </message>
    <message>
        <source>Proposed by</source>
        <translation>建议来源</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>已修改</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>已接受</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>Median</source>
        <translation>中位数</translation>
    </message>
    <message>
        <source>9 of 10</source>
        <translation>九成不超过</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键数</translation>
    </message>
    <message>
        <source>Choose the folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>People of this machine, and what was handed over in {folder}</source>
        <translation>本机人员，以及在 {folder} 中提交的数据</translation>
    </message>
    <message>
        <source>People of this machine; others hand you a file</source>
        <translation>本机人员；其他人会交给你一个文件</translation>
    </message>
    <message>
        <source>Active time, median</source>
        <translation>有效时间中位数</translation>
    </message>
    <message>
        <source>9 of 10 take at most</source>
        <translation>九成片段不超过</translation>
    </message>
    <message>
        <source>Keys an episode</source>
        <translation>每个片段的按键数</translation>
    </message>
    <message>
        <source>Proposals accepted as they were</source>
        <translation>原样接受的建议</translation>
    </message>
    <message>
        <source>Renewed in {folder} whenever you close the window; nobody else gets it</source>
        <translation>每次关闭窗口时在 {folder} 中更新；不会发给其他人</translation>
    </message>
    <message>
        <source>Only you see this until you hand it to a lead. The open episode counts once you leave it.</source>
        <translation>交给质检组长之前，只有你能看到。当前片段在你离开后计入。</translation>
    </message>
    <message>
        <source>Hand my figures to a lead</source>
        <translation>把我的数据交给质检组长</translation>
    </message>
    <message>
        <source>Where figures are handed over</source>
        <translation>提交数据的文件夹</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>This week</source>
        <translation>本周</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>labelled repeats</source>
        <translation>已标注的重复片段</translation>
    </message>
    <message>
        <source>Active time and keys at this episode; only you see them, and a lead to whom you hand them</source>
        <translation>此片段的有效时间和按键数；只有你和你交给的质检组长能看到</translation>
    </message>
    <message>
        <source>Only a lead or an administrator sees the figures of others</source>
        <translation>只有质检组长或管理员能看到其他人的数据</translation>
    </message>
    <message>
        <source>No figures of anybody lie in {path}</source>
        <translation>{path} 中没有任何人的数据</translation>
    </message>
    <message>
        <source>{path} holds no figures that can be understood</source>
        <translation>{path} 中没有可以读懂的数据</translation>
    </message>
    <message>
        <source>{what} has no place for grades of episodes; only Rushes reads them: {n}</source>
        <translation>{what} 无法存放片段结果；只有 Rushes 能读：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for failure reasons; only Rushes reads them: {n}</source>
        <translation>{what} 无法存放失败原因；只有 Rushes 能读：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for notes; only Rushes reads them: {n}</source>
        <translation>{what} 无法存放备注；只有 Rushes 能读：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for remarks; only Rushes reads them: {n}</source>
        <translation>{what} 无法存放批注；只有 Rushes 能读：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for events; only Rushes reads them: {n}</source>
        <translation>{what} 无法存放事件；只有 Rushes 能读：{n}</translation>
    </message>
    <message>
        <source>{what} has one tier; only Rushes reads segments of others: {n}</source>
        <translation>{what} 只有一层；其他层的区段只有 Rushes 能读：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for instructions of phases; only Rushes reads them: {n}</source>
        <translation>{what} 无法存放阶段指令；只有 Rushes 能读：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for Chinese instructions of phases; only Rushes reads them: {n}</source>
        <translation>{what} 无法存放阶段的中文指令；只有 Rushes 能读：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for grades of phases; only Rushes reads them: {n}</source>
        <translation>{what} 无法存放阶段结果；只有 Rushes 能读：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for scores; only Rushes reads them: {n}</source>
        <translation>{what} 无法存放评分；只有 Rushes 能读：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for criteria; only Rushes reads them: {n}</source>
        <translation>{what} 无法存放评分细则；只有 Rushes 能读：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for instructions of episodes; only Rushes reads them: {n}</source>
        <translation>{what} 无法存放片段指令；只有 Rushes 能读：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for Chinese instructions of episodes; only Rushes reads them: {n}</source>
        <translation>{what} 无法存放片段的中文指令；只有 Rushes 能读：{n}</translation>
    </message>
    <message>
        <source>{what} does not say who proposed a phase; only Rushes reads it: {n}</source>
        <translation>{what} 不记录阶段由谁提出；只有 Rushes 能读：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for when a key was pressed; only Rushes reads it: {n}</source>
        <translation>{what} 无法存放按键时刻；只有 Rushes 能读：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for why an episode cannot be used; only Rushes reads it: {n}</source>
        <translation>{what} 无法存放片段不可用的原因；只有 Rushes 能读：{n}</translation>
    </message>
    <message>
        <source>{what} does not say who proposed an event; only Rushes reads it: {n}</source>
        <translation>{what} 不记录事件由谁提出；只有 Rushes 能读：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for streams, readings and reasons of remarks; only Rushes reads them: {n}</source>
        <translation>{what} 无法存放批注的数据流、读数和原因；只有 Rushes 能读：{n}</translation>
    </message>
    <message>
        <source>{what} does not know questions; only Rushes reads them as such: {n}</source>
        <translation>{what} 没有提问；只有 Rushes 能读作提问：{n}</translation>
    </message>
    <message>
        <source>LeRobot says success or not; only Rushes reads other grades: {n}</source>
        <translation>LeRobot 只记录成功与否；其他结果只有 Rushes 能读：{n}</translation>
    </message>
    <message>
        <source>What {what} holds for Rushes is damaged and not taken: {n}</source>
        <translation>{what} 中留给 Rushes 的内容已损坏，未采用：{n}</translation>
    </message>
    <message>
        <source>What {what} holds for Rushes is of another recording and not taken: {n}</source>
        <translation>{what} 中留给 Rushes 的内容属于另一段录制，未采用：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for instructions of phases of arms; left out: {n}</source>
        <translation>{what} 无法存放各手臂阶段的指令；略去：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for instructions of phases of arms; only Rushes reads them: {n}</source>
        <translation>{what} 无法存放各手臂阶段的指令；只有 Rushes 能读：{n}</translation>
    </message>
    <message>
        <source>{what} joins events of one label that meet or overlap: {n}</source>
        <translation>{what} 会合并相接或重叠的同名事件：{n}</translation>
    </message>
    <message>
        <source>{what} counts frames: {n} of {of} events move by up to {ms} ms</source>
        <translation>{what} 以帧计数：{of} 个事件中有 {n} 个移动，最多 {ms} ms</translation>
    </message>
    <message>
        <source>{what} counts frames: events within one become points: {n}</source>
        <translation>{what} 以帧计数：一帧之内的事件变为时间点：{n}</translation>
    </message>
    <message>
        <source>{what} counts frames: {n} of {of} remarks move by up to {ms} ms</source>
        <translation>{what} 以帧计数：{of} 条批注中有 {n} 条移动，最多 {ms} ms</translation>
    </message>
    <message>
        <source>{what} has no place for texts of events; left out: {n}</source>
        <translation>{what} 无法存放事件的文字；略去：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for texts of events; only Rushes reads them: {n}</source>
        <translation>{what} 无法存放事件的文字；只有 Rushes 能读：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for streams of events; left out: {n}</source>
        <translation>{what} 无法存放事件的数据流；略去：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for streams of events; only Rushes reads them: {n}</source>
        <translation>{what} 无法存放事件的数据流；只有 Rushes 能读：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for whom a question goes to and for answers; left out: {n}</source>
        <translation>{what} 无法存放提问的对象和回答；略去：{n}</translation>
    </message>
    <message>
        <source>{what} has no place for whom a question goes to and for answers; only Rushes reads them: {n}</source>
        <translation>{what} 无法存放提问的对象和回答；只有 Rushes 能读：{n}</translation>
    </message>
    <message>
        <source>phase code</source>
        <translation>阶段代码</translation>
    </message>
    <message>
        <source>phase key</source>
        <translation>阶段按键</translation>
    </message>
    <message>
        <source>grade code</source>
        <translation>结果代码</translation>
    </message>
    <message>
        <source>grade key</source>
        <translation>结果按键</translation>
    </message>
    <message>
        <source>reason code</source>
        <translation>失败原因代码</translation>
    </message>
    <message>
        <source>reason key</source>
        <translation>失败原因按键</translation>
    </message>
    <message>
        <source>return reason code</source>
        <translation>退回原因代码</translation>
    </message>
    <message>
        <source>return reason key</source>
        <translation>退回原因按键</translation>
    </message>
    <message>
        <source>unusable reason code</source>
        <translation>不可用原因代码</translation>
    </message>
    <message>
        <source>unusable reason key</source>
        <translation>不可用原因按键</translation>
    </message>
    <message>
        <source>reason group</source>
        <translation>原因分组</translation>
    </message>
    <message>
        <source>lane of marks</source>
        <translation>标记轨道</translation>
    </message>
    <message>
        <source>mark code</source>
        <translation>标记代码</translation>
    </message>
    <message>
        <source>criterion</source>
        <translation>评分项</translation>
    </message>
    <message>
        <source>key</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Import labels</source>
        <translation>导入标注</translation>
    </message>
    <message>
        <source>Import labels from a file or data set…</source>
        <translation>从文件或数据集导入标注…</translation>
    </message>
    <message>
        <source>Import labels of {episode}</source>
        <translation>导入 {episode} 的标注</translation>
    </message>
    <message>
        <source>Labels that the taxonomy does not have</source>
        <translation>标签体系中没有的标签</translation>
    </message>
    <message>
        <source>Tier with the phases</source>
        <translation>哪一层是阶段</translation>
    </message>
    <message>
        <source>The labels say all of this already</source>
        <translation>现有标注已包含全部内容</translation>
    </message>
    <message>
        <source>What is replaced</source>
        <translation>将被替换的内容</translation>
    </message>
    <message>
        <source>Nothing is replaced</source>
        <translation>没有内容被替换</translation>
    </message>
    <message>
        <source>What is changed or left out</source>
        <translation>会改动或略去的内容</translation>
    </message>
    <message>
        <source>The file calls its episode otherwise: is it the same?</source>
        <translation>文件中的片段名称不同：是同一个片段吗？</translation>
    </message>
    <message>
        <source>Say which phase {label} is</source>
        <translation>请指定 {label} 对应哪个阶段</translation>
    </message>
    <message>
        <source>The labels in {path} are imported; one undo takes them back</source>
        <translation>{path} 中的标注已导入；撤销一次即可还原</translation>
    </message>
    <message>
        <source>{path} holds no labels of {episode}</source>
        <translation>{path} 中没有 {episode} 的标注</translation>
    </message>
    <message>
        <source>Export labels…</source>
        <translation>导出标注…</translation>
    </message>
    <message>
        <source>Export labels</source>
        <translation>导出标注</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Where to</source>
        <translation>导出到</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Leave out what only Rushes reads: remarks, questions, exact times</source>
        <translation>省略只有 Rushes 读取的内容：批注、问题、精确时间</translation>
    </message>
    <message>
        <source>For Excel and the like</source>
        <translation>供 Excel 等表格软件使用</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Export once more</source>
        <translation>再导出一次</translation>
    </message>
    <message>
        <source>Copy the report</source>
        <translation>复制报告</translation>
    </message>
    <message>
        <source>Labels of 1 episode are written</source>
        <translation>已写出 1 个片段的标注</translation>
    </message>
    <message>
        <source>Labels of {n} episodes are written</source>
        <translation>已写出 {n} 个片段的标注</translation>
    </message>
    <message>
        <source>The open episode</source>
        <translation>打开的片段</translation>
    </message>
    <message>
        <source>All that are approved</source>
        <translation>所有已批准的</translation>
    </message>
    <message>
        <source>All that have labels</source>
        <translation>所有有标注的</translation>
    </message>
    <message>
        <source>What the format cannot hold</source>
        <translation>该格式无法容纳的内容</translation>
    </message>
    <message>
        <source>{n} episodes read</source>
        <translation>已读取 {n} 个片段</translation>
    </message>
    <message>
        <source>Nothing is lost</source>
        <translation>没有任何丢失</translation>
    </message>
    <message>
        <source>Into the data set itself; what it was is kept in .rushes-backup</source>
        <translation>写入数据集本身；原内容保留在 .rushes-backup</translation>
    </message>
    <message>
        <source>Add to the file that is there; what it was is kept beside it</source>
        <translation>追加到已有文件；原文件保留在旁边</translation>
    </message>
    <message>
        <source>One file, a row for each phase.</source>
        <translation>一个文件，每个阶段一行。</translation>
    </message>
    <message>
        <source>One file, the same rows as CSV with types.</source>
        <translation>一个文件，与 CSV 相同的行，带类型。</translation>
    </message>
    <message>
        <source>A file for each episode, as proposals take it.</source>
        <translation>每个片段一个文件，可用作建议的样例。</translation>
    </message>
    <message>
        <source>Subtasks, language columns, stages and success of a data set, v2.1 or v3.0.</source>
        <translation>数据集的子任务、语言列、阶段和成功标记，v2.1 或 v3.0。</translation>
    </message>
    <message>
        <source>modality.json and annotation columns of a LeRobot data set, v2.1.</source>
        <translation>LeRobot v2.1 数据集的 modality.json 和标注列。</translation>
    </message>
    <message>
        <source>One file, timeline labels of a video for each episode.</source>
        <translation>一个文件，每个片段为一个视频的时间线标注。</translation>
    </message>
    <message>
        <source>A file for each episode, an event for each phase and mark.</source>
        <translation>每个片段一个文件，每个阶段和标记一个事件。</translation>
    </message>
    <message>
        <source>task_info: one file, an action for each phase, counted in frames.</source>
        <translation>task_info：一个文件，每个阶段一个动作，以帧计。</translation>
    </message>
    <message>
        <source>A file for each episode, a tier for phases and each arm.</source>
        <translation>每个片段一个文件，阶段和每只手臂各一层。</translation>
    </message>
</context>
</TS>
